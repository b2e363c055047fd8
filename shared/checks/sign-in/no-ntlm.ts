import type { Step } from '../../engine/index.ts'
import { ntlmNotPossible } from '../../findings/index.ts'
import type { SignInDetails } from '../../sign-in/index.ts'

/** Only Kerberos, or tokens, or nothing that there is a credential for (A16). */
export function explainNoNtlm(
  step: Step,
  host: string,
  path: string,
  { offers = [], bearer }: SignInDetails,
): void {
  // That nothing is offered at all has a finding of its own.
  if (offers.length === 0) return
  const authority = URL.parse(bearer?.get('authorization_uri') ?? '')?.origin
  step.find(ntlmNotPossible({ host, path, offered: [...offers], ...(authority && { authority }) }))
}
