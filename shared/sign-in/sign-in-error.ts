import type { TargetInfo } from '../protocols/ntlm/index.ts'
import { ProtocolError } from '../protocols/protocol-error.ts'

/**
 * Why somebody is not signed in.
 * - `untrusted-certificate`, `other-organisation`, `insecure`: the credential is withheld from that host
 * - `not-proved`: nothing has proved the password yet, and this is not the place to
 * - `spent`: it was refused before, and is not used any more in this run
 * - `refused`: the server says no
 * - `connection-not-kept`: the messages do not reach the same server on the same connection
 * - `no-scheme`: nothing on offer that there is a credential for
 * - `ntlm-refused`: Negotiate is offered, and not with NTLM
 * - `not-asked`: the server answers without asking who it is
 * - `no-answer`: sent, and no answer that says how it was taken
 * - `not-answered`: who has the credential gave no answer, or an unfit one
 */
export type SignInErrorCode = `sign-in.${
  | 'untrusted-certificate'
  | 'other-organisation'
  | 'insecure'
  | 'not-proved'
  | 'spent'
  | 'refused'
  | 'connection-not-kept'
  | 'no-scheme'
  | 'ntlm-refused'
  | 'not-asked'
  | 'no-answer'
  | 'not-answered'}`

/** What was seen on the way to a sign-in that did not come about. All texts are the server's word. */
export interface SignInDetails {
  /** The schemes on offer, in lower case. */
  readonly offers?: readonly string[]
  readonly scheme?: 'NTLM' | 'Negotiate' | 'Basic'
  /** What the last NTLM challenge tells of who answers. */
  readonly targetInfo?: TargetInfo
  /** What becomes of the connection that is not kept: it ends, or other servers answer on it. */
  readonly connection?: 'ends' | 'shared'
  /** Those that answered on one connection. */
  readonly computers?: readonly string[]
  /** The status of an answer that was not expected. */
  readonly status?: number
  /** The parameters of Bearer, where it is on offer. */
  readonly bearer?: ReadonlyMap<string, string>
}

/** Nobody is signed in. The message is for people and holds nothing of the credential. */
export class SignInError extends ProtocolError {
  override readonly name = 'SignInError'
  declare readonly code: SignInErrorCode

  readonly details: SignInDetails

  constructor(code: SignInErrorCode, message: string, details: SignInDetails = {}) {
    super(code, message)
    this.details = details
  }
}
