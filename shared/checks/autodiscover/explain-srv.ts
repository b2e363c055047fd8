import { type Step, settle } from '../../engine/index.ts'
import { srvShadowed } from '../../findings/index.ts'
import { resolveHost } from '../dns/addresses.ts'
import { findAutodiscoverRecords } from '../dns/autodiscover-records.ts'
import { isFound } from './end.ts'
import { looksLikeExchange } from './exchange-signs.ts'
import { candidateBy, type Search } from './search.ts'
import { sameMembers } from './surroundings.ts'

/** Does the SRV record lead to a host, and does Outlook ever get as far as asking it? (D04) */
export async function explainSrv(step: Step, search: Search, wildcard: boolean): Promise<void> {
  const { domain, srv, found } = search
  if (!srv) return explainMissing(step, domain)
  const { target, port, addresses, alias } = srv
  const record = { domain, target, port }
  const lowered = found && found.method !== 'srv' ? 'info' : undefined
  if (addresses.length === 0) {
    if (srv.explained) return
    step.find(srvShadowed({ ...record, problem: 'no-address' }, lowered))
    if (!found) await settle(resolveHost(step, { host: target }))
    return
  }
  if (alias) step.find(srvShadowed({ ...record, problem: 'alias' }, lowered))
  else if (port !== 443) step.find(srvShadowed({ ...record, problem: 'other-port' }, lowered))
  const before = answeredBefore(search)
  if (before && !wildcard) step.find(srvShadowed({ ...record, problem: 'answered-before', ...before }))
}

/** There is no record, where one is meant to be (D03). */
async function explainMissing(step: Step, domain: string): Promise<void> {
  if (step.expected.autodiscover === 'srv')
    await settle(findAutodiscoverRecords(step, { domain, mail: false }))
}

/** A host that is not Exchange and answers before the server that the SRV record names, and what Outlook makes of it. */
export function answeredBefore(
  search: Search,
): { by: string; makesOf: 'certificate-warning' | 'password-prompt' | 'nothing' } | undefined {
  const { domain, srv, addresses } = search
  const own = candidateBy(search, 'srv')
  const name = candidateBy(search, 'autodiscover-domain')
  if (!srv || !own || !isFound(own.journey) || !name?.journey.hops[0].answer) return undefined
  if (name.journey.hops.some(looksLikeExchange) || sameMembers(addresses, srv.addresses)) return undefined
  const asks = name.journey.end.kind === 'sign-in' ? 'password-prompt' : 'nothing'
  return { by: `autodiscover.${domain}`, makesOf: name.warnings.length > 0 ? 'certificate-warning' : asks }
}
