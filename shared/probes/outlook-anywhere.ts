import type { Conclusion } from '../checks/autodiscover/conclusion.ts'
import { type DomainAnswer, examineDomain } from '../checks/autodiscover/domain.ts'
import { findMailHosts, findOwnServer } from '../checks/autodiscover/own-server.ts'
import { examineService } from '../checks/autodiscover/service-certificates.ts'
import { type Asker, askerFor } from '../checks/autodiscover/target-domain.ts'
import { examineHost } from '../checks/certificate/host.ts'
import { type DirectoryFacts, type ExchangeHostFacts, examineExchangeHost } from '../checks/exchange/host.ts'
import { findExposedRpcPorts } from '../checks/reachability/exposed-rpc-ports.ts'
import { check, type OutlookChoice, type Settled, type Step, settle } from '../engine/index.ts'
import type { Probe } from './probe.ts'
import type { Target } from './target.ts'

/** The whole way that Outlook takes from outside, as far as one gets without signing in. */
export const outlookAnywhereProbe: Probe = {
  name: 'outlook-anywhere',
  summary: 'does Outlook connect from outside: Autodiscover, DNS, certificate, firewall, and Exchange itself',
  signsIn: true,
  targets: ['name'],
  takesServer: true,
  root: check('probe.outlook-anywhere', async (step, target: Target): Promise<void> => {
    const asker = await askerFor(step, target)
    const autodiscover = asker && (await settle(examineDomain(step, { ...asker })))
    const told = autodiscover?.answered ? autodiscover.answer : undefined
    const published = await whichHost(step, target, asker, told)
    if (published) step.note('outlook-anywhere.host', published)
    const facts = published && (await examinePublished(step, published.host, told))
    for (const each of told?.conclusions ?? []) step.conclude(conclusion(each, published?.host, facts))
    // Nothing was left to look at: why, the search for Autodiscover says.
    if (!facts && autodiscover && !autodiscover.answered) throw autodiscover.failure
  }),
}

type Published = { host: string; by: string }

/** The host that publishes Exchange, and how we know: from the request, from Autodiscover, or by its usual names. */
async function whichHost(
  step: Step,
  { host, server }: Target,
  asker: Asker | undefined,
  told: DomainAnswer | undefined,
): Promise<Published | undefined> {
  if (server !== undefined) return { host: server, by: 'request' }
  if (!asker) return { host, by: 'target' }
  if (told) return told.published && { ...told.published }
  const { own } = await findMailHosts(step, asker.domain)
  const guess = await findOwnServer(step, own, asker.email)
  return guess === undefined ? undefined : { host: guess, by: 'mail-host' }
}

async function examinePublished(
  step: Step,
  host: string,
  told: DomainAnswer | undefined,
): Promise<Settled<ExchangeHostFacts>> {
  const others = (told?.services ?? []).filter((service) => service.host !== host)
  const [facts] = await Promise.all([
    settle(examineExchangeHost(step, { host })),
    settle(examineHost(step, { host, port: 443 })).then((reached) =>
      reached.answered && step.perspective === 'outside'
        ? Promise.all(reached.answer.map((address) => settle(findExposedRpcPorts(step, { host, address }))))
        : undefined,
    ),
    ...others.map((service) => settle(examineService(step, { mainHost: host, ...service }))),
  ])
  return facts
}

/** The strongest first, as Outlook prefers them. */
const SCHEMES = ['Negotiate', 'NTLM', 'Bearer', 'Basic']

function conclusion(
  { told, mapiHttp }: Conclusion,
  host: string | undefined,
  facts: Settled<ExchangeHostFacts> | undefined,
): Omit<OutlookChoice, 'step'> {
  // Who finds no Autodiscover comes to no server, whatever that would answer.
  if (told.autodiscoverUrl === undefined) return { ...told, transport: 'none', ...(host && { host }) }
  if (host === undefined || !facts?.answered) return { ...told, transport: 'unknown', ...(host && { host }) }
  const { mapi, rpc } = facts.answer.directories
  const transports = [transportBy('mapi-http', mapi, mapiHttp), transportBy('rpc-http', rpc, true)]
  const chosen = transports.find(({ usable }) => usable)?.transport ?? 'none'
  const { schemes } = chosen === 'mapi-http' ? mapi : rpc
  const authentication = SCHEMES.find((scheme) => schemes.includes(scheme))
  return { ...told, host, transport: chosen, transports, ...(authentication && { authentication }) }
}

function transportBy<Transport extends 'mapi-http' | 'rpc-http'>(
  transport: Transport,
  { answers, status }: DirectoryFacts,
  known: boolean,
) {
  if (!known) return { transport, usable: false, why: 'client' }
  return { transport, usable: answers === 'challenge', why: answers, ...(status !== undefined && { status }) }
}
