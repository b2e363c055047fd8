import { readNtlmMessage } from './negotiate-message.ts'
import { readSpnego } from './spnego.ts'

/** Does the token begin an exchange: NTLM's first message, or SPNEGO's? */
export function startsExchange(token: Buffer): boolean {
  return readNtlmMessage(token)?.type === 'negotiate' || readSpnego(token)?.kind === 'init'
}
