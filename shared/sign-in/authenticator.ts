import type { NtlmAnswer, NtlmQuestion } from './question.ts'

/** How one may sign in: `NTLM`, also within Negotiate; `Basic` where the user asked for it by name. */
export type SignInScheme = 'NTLM' | 'Basic'

/**
 * Who has the credential, and answers for it. The core asks it for messages and never sees a password. It is made
 * for one run (or for one run in several places at once), whose rules it keeps: see {@link CredentialUse}.
 */
export interface Authenticator {
  readonly schemes: readonly SignInScheme[]
  /** The user's name where it has the form of an address: most often that of the mailbox, too. */
  readonly mailbox?: string
  /** For this run: also to hosts whose certificate is not trusted, expired, or for another name. */
  readonly ignoreTrust: boolean
  /** It judges the presented chain itself, by roots of its own: whoever asks leaves that to it. */
  readonly judgesTrust: boolean
  /**
   * Waits for the right to use the credential once. As long as nothing was accepted, one attempt at a time has it, and only
   * an attempt that `proves` the password: one that could be refused for other reasons may not be the first.
   *
   * @throws SignInError `sign-in.not-proved`, `sign-in.spent`
   */
  use(attempt: { readonly proves: boolean }, signal: AbortSignal): Promise<CredentialUse>
}

/** One attempt at signing in. Whoever has it says how it came out, whatever happens. */
export interface CredentialUse {
  /** @throws SignInError when the credential is not for that host; `ProtocolError` for a challenge that is none */
  answerNtlm(question: NtlmQuestion): Promise<NtlmAnswer>
  /** The value of `Authorization` for Basic. @throws SignInError also where Basic was not asked for by name */
  answerBasic(question: Pick<NtlmQuestion, 'host' | 'chain'>): Promise<string>
  /**
   * - `accepted`: the password is right; from now on variants may be tried.
   * - `refused`: sent and not accepted. Before any acceptance that ends the use of the credential in this run.
   * - `unused`: nothing was sent.
   *
   * The first one counts.
   */
  end(outcome: 'accepted' | 'refused' | 'unused'): void
}
