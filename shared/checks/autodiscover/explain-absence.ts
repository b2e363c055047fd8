import { type Step, settle } from '../../engine/index.ts'
import { credentialsExposed, dnsAutodiscoverMissing } from '../../findings/index.ts'
import { registrableDomain } from '../../protocols/autodiscover/index.ts'
import { reachPort } from '../reachability/port.ts'
import { askUrl } from './ask.ts'
import { POX_PATH } from './candidates.ts'
import { explainFailure } from './explain-failure.ts'
import { explainClosedPort80, explainNoRedirect } from './explain-redirects.ts'
import { findMailHosts, findOwnServer } from './own-server.ts'
import { candidateBy, type Search } from './search.ts'

/** No method leads to Exchange, and nothing that answers says why: the first link of the chain that is missing. */
export async function explainAbsence(step: Step, search: Search): Promise<void> {
  const { domain, srv, addresses, explained } = search
  const bySrv = candidateBy(search, 'srv')
  if (bySrv && srv && srv.addresses.length > 0) {
    await explainFailure(step, bySrv.journey)
    return
  }
  if (addresses.length > 0) return explainHost(step, search)
  if (explained || srv) return
  const rootAnswers = candidateBy(search, 'root-domain')?.journey.hops[0].answer !== undefined
  const root = rootAnswers ? 'not-exchange' : 'silent'
  const resolvers = step.resolvers.map(({ name }) => name)
  const missing = step.find(dnsAutodiscoverMissing({ domain, resolvers, root }))
  await explainBackOff(step, domain, missing)
}

/** There is a host `autodiscover`: a server of Exchange's that is out of reach, or one that should only redirect. */
async function explainHost(step: Step, search: Search): Promise<void> {
  const { domain, email } = search
  const direct = candidateBy(search, 'autodiscover-domain')
  const redirect = candidateBy(search, 'http-redirect')
  if (!direct) return
  const [{ host, failure, answer }] = direct.journey.hops
  if (
    redirect &&
    redirect.journey.hops.length > 1 &&
    leadsToAutodiscover(redirect.journey.hops[1]?.url, host)
  ) {
    await explainFailure(step, redirect.journey)
    return
  }
  const closed = failure?.code.startsWith('connect.') === true
  const isExchangeOnPort80 = redirect?.journey.hops[0].reading?.kind === 'ssl-required'
  if ((closed || answer) && !(closed && isExchangeOnPort80) && explainNoRedirect(step, search)) return
  if (answer || (closed && (await isElsewhere(step, domain, email)))) {
    if (explainClosedPort80(step, search)) return
  }
  if (closed) await settle(reachPort(step, { host, port: 443 }))
  else await explainFailure(step, direct.journey)
}

/** Exchange answers under another name, so this host can only be meant to redirect. */
async function isElsewhere(step: Step, domain: string, email: string): Promise<boolean> {
  const { own } = await findMailHosts(step, domain)
  return (await findOwnServer(step, own, email)) !== undefined
}

function leadsToAutodiscover(url: string | undefined, from: string): boolean {
  const parsed = url === undefined ? null : URL.parse(url)
  return parsed !== null && parsed.hostname !== from && /^\/autodiscover\//i.test(parsed.pathname)
}

/** Clients that look one level higher when a domain has nothing ask a stranger there (S01). */
async function explainBackOff(step: Step, domain: string, cause: string | undefined): Promise<void> {
  if (registrableDomain(domain) !== domain) return
  const host = `autodiscover.${domain.slice(domain.indexOf('.') + 1)}`
  const asked = await settle(askUrl(step, { url: `http://${host}${POX_PATH}`, method: 'GET' }))
  if (!asked.answered || asked.answer.reading?.kind !== 'challenge') return
  step.find(credentialsExposed({ host, how: 'back-off', domain }), [cause])
}
