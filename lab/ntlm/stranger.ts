import { randomBytes } from 'node:crypto'
import { type NtlmTarget, writeChallenge } from './challenge-message.ts'
import { readNtlmMessage } from './negotiate-message.ts'

/**
 * The challenge of somebody who knows nobody, in answer to a token of `NTLM` (MS-NTHT), both in base64; `now` in
 * milliseconds since 1970. `undefined`: refused, as every third message is.
 */
export function challengeFor(target: NtlmTarget, token: string, now: number): string | undefined {
  const message = readNtlmMessage(Buffer.from(token, 'base64'))
  if (message?.type !== 'negotiate') return undefined
  return writeChallenge(target, message.flags, randomBytes(8), now).toString('base64')
}
