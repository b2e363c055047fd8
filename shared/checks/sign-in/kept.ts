import { type Step, settle } from '../../engine/index.ts'
import { beginNtlm, type NtlmFirstHalf } from '../exchange/ntlm.ts'

/** Where NTLM would be spoken. */
type NtlmPlace = { host: string; address: string; path: string; again?: true }

/**
 * Does the connection stay whole to one server, as NTLM needs it? Asked with first messages alone, so that no
 * credential is spent where it could not be judged. Undefined where it does, or where NTLM is not on offer.
 *
 * A balancer that takes turns may lead all of them to one server by chance, when others ask at the same time. A refusal is
 * therefore looked at `again` before the password is blamed for it.
 */
export async function whyNotKept(
  step: Step,
  place: NtlmPlace,
): Promise<{ readonly how: 'ends' | 'shared'; readonly computers: readonly string[] } | undefined> {
  for (const scheme of ['NTLM', 'Negotiate'] as const) {
    const begun = await settle(beginNtlm(step, { ...place, scheme }))
    if (!begun.answered || begun.answer.names === undefined) continue
    return lostBy(begun.answer)
  }
  return undefined
}

function lostBy({ connection, computers }: NtlmFirstHalf) {
  return connection === undefined || connection === 'kept' ? undefined : { how: connection, computers }
}
