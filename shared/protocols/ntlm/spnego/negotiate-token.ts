import { isNtlmMessage } from '../message.ts'
import { readSpnego, type SpnegoToken } from './token.ts'

/** What a server sends within `Negotiate`: NTLM as it is, or SPNEGO around it. */
export type NegotiateToken =
  | { readonly form: 'raw'; readonly token: Uint8Array }
  | ({ readonly form: 'spnego' } & SpnegoToken)

/** Tells the two forms apart. Throws what `readSpnego` throws; a raw message is not looked into. */
export function readNegotiateToken(bytes: Uint8Array): NegotiateToken {
  return isNtlmMessage(bytes) ? { form: 'raw', token: bytes } : { form: 'spnego', ...readSpnego(bytes) }
}
