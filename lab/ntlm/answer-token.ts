import { randomBytes } from 'node:crypto'
import { type NtlmTarget, writeChallenge } from './challenge-message.ts'
import { readNtlmMessage } from './negotiate-message.ts'
import { isSpnego, unwrapNtlm, wrapChallenge } from './spnego.ts'

/**
 * A server's answer to a token of `NTLM` or `Negotiate` (MS-NTHT, RFC 4559), both in base64; `now` in milliseconds
 * since 1970. `undefined`: refused. A third message always is: there are no accounts.
 */
export function answerToken(target: NtlmTarget, token: string, now: number): string | undefined {
  const bytes = Buffer.from(token, 'base64')
  const spnego = isSpnego(bytes)
  const inner = spnego ? unwrapNtlm(bytes) : bytes
  const message = inner && readNtlmMessage(inner)
  if (message?.type !== 'negotiate') return undefined
  const challenge = writeChallenge(target, message.flags, randomBytes(8), now)
  return (spnego ? wrapChallenge(challenge) : challenge).toString('base64')
}
