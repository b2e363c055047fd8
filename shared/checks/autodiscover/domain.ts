import { check, type Step, settle } from '../../engine/index.ts'
import { examineHost } from '../certificate/host.ts'
import { askUrl } from './ask.ts'
import { askJson, type HandedOut } from './ask-json.ts'
import type { Candidate } from './candidate.ts'
import { askCandidates } from './candidates.ts'
import { choose, firstFound } from './choose.ts'
import { clientsFor } from './clients.ts'
import { type Conclusion, conclusionOf } from './conclusion.ts'
import { lastHop } from './end.ts'
import { askExchangeOnline, explainOnline, onlineTarget } from './exchange-online.ts'
import { explainFaults } from './explain.ts'
import { isNameInPlay } from './explain-name.ts'
import { explainPlainPassword, explainUntrustedTurns } from './explain-redirects.ts'
import { explainRoot } from './explain-root.ts'
import { type FoundBy, findHost } from './find-host.ts'
import { poxQuestion, soapQuestion } from './pox.ts'
import type { Search } from './search.ts'
import type { CloudAnswer } from './way.ts'

export type DomainQuestion = {
  domain: string
  /** Whose settings are asked for. */
  email: string
  /** Whether the user gave the address; else its local part is made up. */
  mailbox: boolean
}

/** Autodiscover of a domain, as far as one gets without signing in. */
export interface DomainAnswer {
  /** What each generation of Outlook comes to, the current one first. */
  readonly conclusions: readonly Conclusion[]
  /** The host that publishes Exchange; absent when the domain is served by Exchange Online. */
  readonly published?: { readonly host: string; readonly by: FoundBy }
  /** Services, and the hosts that they are handed out under. */
  readonly services: readonly HandedOut[]
}

/** Where does Autodiscover of this domain lead Outlook, and what is in the way? */
export const examineDomain = check(
  'autodiscover.domain',
  async (step, { domain, email, mailbox }: DomainQuestion): Promise<DomainAnswer> => {
    const asked = await askCandidates(step, { domain, email })
    const found = firstFound(asked.candidates)
    const search: Search = { ...asked, email, mailbox, found }
    explainPlainPassword(step, search)
    explainRoot(step, search)
    const online = onlineTarget(search)
    if (online !== undefined) {
      await explainOnline(step, search, online)
      return { conclusions: conclude(search, { asked: false }), services: [] }
    }
    const wildcard = await explainFaults(step, search)
    if (!found) return tellNotFound(step, search)
    const { services, cloud } = await askServices(step, search, found)
    const published = await findPublished(step, search, found, services)
    const turns = explainUntrustedTurns(step, found, published.host)
    const hosts = hostsInPlay(search, found, wildcard).filter(({ host }) => !turns.includes(host))
    await Promise.all(hosts.map((each) => settle(examineHost(step, each))))
    return { conclusions: conclude(search, cloud), published, services }
  },
)

/** What each generation of Outlook comes to, the current one first. */
function conclude(search: Search, cloud: CloudAnswer): Conclusion[] {
  return clientsFor(search.domain).map((client) =>
    conclusionOf(client, choose(client, search.candidates, search.domain), search, cloud),
  )
}

function tellNotFound(step: Step, search: Search): never {
  const { domain, untold } = search
  if (untold) step.cannotTell('autodiscover.untold', `a method for ${domain} could not be asked from here`)
  for (const { told } of conclude(search, { asked: false })) step.conclude({ ...told, transport: 'none' })
  return step.fail('autodiscover.not-found', `no method leads Outlook to Autodiscover of ${domain}`)
}

/** What the other forms of Autodiscover say at the same host, and Exchange Online of the same address. */
async function askServices(
  step: Step,
  search: Search,
  found: Candidate,
): Promise<{ services: readonly HandedOut[]; cloud: CloudAnswer }> {
  const { url, host, port, answer } = lastHop(found.journey)
  const iis10 = answer?.headers.first('Server')?.startsWith('Microsoft-IIS/10') === true
  const soap = new URL('/autodiscover/autodiscover.svc', url).href
  const [services, cloud] = await Promise.all([
    settle(askJson(step, { host, port, email: search.email, iis10 })),
    askExchangeOnline(step, search),
    settle(askUrl(step, soapQuestion(soap, search.email))),
    settle(askUrl(step, poxQuestion(url, search.email, { mapiHttp: false }))),
  ])
  return { services: services.answered ? services.answer : [], cloud }
}

function findPublished(
  step: Step,
  { domain, cnames }: Search,
  { method, journey }: Candidate,
  services: readonly HandedOut[],
): Promise<{ host: string; by: FoundBy }> {
  const { host, answer } = lastHop(journey)
  return findHost(step, {
    domain,
    autodiscover: host,
    by: method === 'srv' ? 'srv' : journey.hops.length > 1 ? 'redirect' : 'name',
    services: services.map((service) => service.host),
    cnames: [...cnames],
    chain: [...(answer?.chain ?? [])],
  })
}

/** Hosts whose certificates Outlook meets on its way to Exchange; the domain's own web server has its own finding. */
function hostsInPlay(search: Search, found: Candidate, wildcard: boolean): { host: string; port: number }[] {
  const met = found.journey.hops.filter(({ url }) => url.startsWith('https:'))
  const name = { host: `autodiscover.${search.domain}`, port: 443 }
  const all = [...met, ...(!wildcard && isNameInPlay(search) ? [name] : [])]
  const unique = new Map(all.map(({ host, port }) => [`${host}:${port}`, { host, port }]))
  return [...unique.values()].filter(({ host }) => host !== search.domain)
}
