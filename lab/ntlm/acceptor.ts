import { randomBytes } from 'node:crypto'
import type { Accounts, SignInScheme } from '../accounts/index.ts'
import { type NtlmTarget, writeChallenge } from './challenge-message.ts'
import { readNtlmMessage } from './negotiate-message.ts'
import {
  type NtlmAccepted,
  type NtlmPolicy,
  type NtlmRefusal,
  verifyAuthenticate,
} from './verify-authenticate.ts'

/** The server's end of an exchange of tokens: NTLM as it is, or SPNEGO around it. It serves for one exchange. */
export interface Acceptor {
  step(token: Uint8Array): AcceptorStep
}

export type AcceptorStep =
  /** The client has to answer the token. */
  | { readonly state: 'continue'; readonly token: Buffer }
  /**
   * It is who it says; the token, if there is one, is the client's to check. `listSigned`: both sides have used the first
   * number of the session for the signature of SPNEGO's list.
   */
  | ({ readonly state: 'accepted'; readonly token?: Buffer; readonly listSigned?: true } & NtlmAccepted)
  | { readonly state: 'refused'; readonly why: Refusal }

/** `unexpected`: what came is no message that may come now. `unavailable`: NTLM is not to be had. */
export type Refusal = NtlmRefusal | 'unexpected' | 'unavailable'

/** What an acceptor stands on. */
export interface AcceptorOptions {
  readonly target: NtlmTarget
  readonly accounts: Accounts
  /** What the identity is said to have been proved by. */
  readonly scheme: SignInScheme
  readonly policy?: NtlmPolicy
  /** The server's clock, in milliseconds since 1970. */
  readonly now: () => number
}

/** NTLM: a first message brings the challenge, and the third is judged (MS-NLMP section 3.2.5). */
export function ntlmAcceptor({ target, accounts, scheme, policy = {}, now }: AcceptorOptions): Acceptor {
  let sent: { negotiate: Uint8Array; challenge: Uint8Array } | undefined
  return {
    step(token) {
      const message = readNtlmMessage(Buffer.from(token))
      if (message?.type === 'negotiate' && sent === undefined) {
        const challenge = writeChallenge(target, message.flags, randomBytes(8), now())
        sent = { negotiate: Uint8Array.from(token), challenge }
        return { state: 'continue', token: challenge }
      }
      if (message?.type !== 'authenticate' || sent === undefined) {
        return { state: 'refused', why: 'unexpected' }
      }
      const exchange = { ...sent, authenticate: token }
      const verdict = verifyAuthenticate(exchange, accounts, scheme, policy, now())
      return 'refused' in verdict
        ? { state: 'refused', why: verdict.refused }
        : { state: 'accepted', ...verdict }
    },
  }
}
