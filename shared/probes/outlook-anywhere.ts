import type { Conclusion } from '../checks/autodiscover/conclusion.ts'
import { type DomainAnswer, examineDomain } from '../checks/autodiscover/domain.ts'
import { findMailHosts, findOwnServer } from '../checks/autodiscover/own-server.ts'
import { examineService } from '../checks/autodiscover/service-certificates.ts'
import { type Asker, askerFor } from '../checks/autodiscover/target-domain.ts'
import { examineHost } from '../checks/certificate/host.ts'
import { examineClaims } from '../checks/claims/examine.ts'
import { lookUpAddresses } from '../checks/dns/addresses.ts'
import { type DirectoryFacts, type ExchangeHostFacts, examineExchangeHost } from '../checks/exchange/host.ts'
import { examineMailbox } from '../checks/mailbox/examine.ts'
import { findExposedRpcPorts } from '../checks/reachability/exposed-rpc-ports.ts'
import { type Entered, enterAs, enterHosts } from '../checks/sign-in/enter.ts'
import { explainSettings } from '../checks/sign-in/explain-settings.ts'
import { mapiUrlsFor, rpcWaysFor, type UserSettings } from '../checks/sign-in/settings.ts'
import { chooseTransport, type TransportChoice } from '../checks/sign-in/transports.ts'
import type { SignedInUser } from '../checks/sign-in/user.ts'
import { check, type OutlookChoice, type Settled, type Step, settle } from '../engine/index.ts'
import type { Probe } from './probe.ts'
import type { Target } from './target.ts'

/** The whole way that Outlook takes, with a credential down to the mailbox, else as far as one gets without. */
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
    const user = step.signIn && (await signIn(step, target, asker, told))
    const published = await whichHost(step, target, asker, told, user?.settings)
    if (published) step.note('outlook-anywhere.host', published)
    const facts = published && (await examinePublished(step, published.host, told, user?.settings))
    const entered =
      step.signIn && (await enter(step, user, published?.host, facts?.answered ? facts.answer : undefined))
    for (const each of told?.conclusions ?? [])
      step.conclude(conclusion(step, each, published?.host, facts, user?.settings, entered))
    // Nothing was left to look at: why, the search for Autodiscover says.
    if (!facts && autodiscover && !autodiscover.answered) throw autodiscover.failure
  }),
}

/** Asks Autodiscover as the user: first of all, since nothing else proves the password. */
export async function signIn(
  step: Step,
  { host, server }: Target,
  asker: Asker | undefined,
  told: DomainAnswer | undefined,
): Promise<SignedInUser | undefined> {
  const found = told?.conclusions.find((each) => each.told.autodiscoverUrl !== undefined)
  const published = server ?? told?.published?.host ?? (asker ? undefined : host)
  return enterAs(step, asker, host, found?.told.autodiscoverUrl, [published])
}

/** Signs in where the settings lead, and opens the mailbox there. */
async function enter(
  step: Step,
  user: SignedInUser | undefined,
  published: string | undefined,
  facts: ExchangeHostFacts | undefined,
): Promise<Entered> {
  const entered = await enterHosts(step, user, published, facts)
  if (user?.settings) {
    const front = published === undefined ? undefined : { host: published, generation: facts?.generation }
    await Promise.all([
      explainSettings(step, user.settings, facts),
      front && examineClaims(step, user.settings, front),
    ])
  }
  if (entered.places) await examineMailbox(step, entered.places)
  return entered
}

type Published = { host: string; by: string }

/** The host that publishes Exchange, and how we know: from the request, from Autodiscover, or by its usual names. */
async function whichHost(
  step: Step,
  { host, server }: Target,
  asker: Asker | undefined,
  told: DomainAnswer | undefined,
  settings: UserSettings | undefined,
): Promise<Published | undefined> {
  if (server !== undefined) return { host: server, by: 'request' }
  const handedOut = settings && (await handedOutHost(step, settings))
  if (handedOut !== undefined) return { host: handedOut, by: 'settings' }
  if (!asker) return { host, by: 'target' }
  if (told) return told.published && { ...told.published }
  const { own } = await findMailHosts(step, asker.domain)
  const guess = await findOwnServer(step, own, asker.email)
  return guess === undefined ? undefined : { host: guess, by: 'mail-host' }
}

/** The host that the user's settings name, as far as it has an address. */
async function handedOutHost(step: Step, settings: UserSettings): Promise<string | undefined> {
  const [way] = [
    ...rpcWaysFor(settings, 'current', step.perspective),
    ...rpcWaysFor(settings, 'old', step.perspective),
  ]
  const hosts = [mapiUrlsFor(settings, step.perspective)?.mailStore.hostname, way?.server?.toLowerCase()]
  for (const host of hosts) {
    if (host === undefined) continue
    const found = await settle(lookUpAddresses(step, { host }))
    if (found.answered && found.answer.addresses.length > 0) return host
  }
  return undefined
}

/** What the user's settings say that there is at the host. */
function expectationsOf(step: Step, host: string, settings: UserSettings | undefined) {
  if (settings === undefined) return {}
  const rpc = (['current', 'old'] as const).some((client) =>
    rpcWaysFor(settings, client, step.perspective).some(({ server }) => server?.toLowerCase() === host),
  )
  const mapi = mapiUrlsFor(settings, step.perspective)?.mailStore.hostname === host
  return { expects: { rpc, mapi } }
}

async function examinePublished(
  step: Step,
  host: string,
  told: DomainAnswer | undefined,
  settings: UserSettings | undefined,
): Promise<Settled<ExchangeHostFacts>> {
  const others = (told?.services ?? []).filter((service) => service.host !== host)
  const [facts] = await Promise.all([
    settle(examineExchangeHost(step, { host, ...expectationsOf(step, host, settings) })),
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
  step: Step,
  { told, mapiHttp }: Conclusion,
  host: string | undefined,
  facts: Settled<ExchangeHostFacts> | undefined,
  settings: UserSettings | undefined,
  entered: Entered | undefined,
): Omit<OutlookChoice, 'step'> {
  // Who finds no Autodiscover comes to no server, whatever that would answer.
  if (told.autodiscoverUrl === undefined) return { ...told, transport: 'none', ...(host && { host }) }
  if (settings && entered) {
    const chosen = chooseTransport(settings, mapiHttp ? 'current' : 'old', step.perspective, entered.signIns)
    const transports = chosen.transports.map((each) =>
      withAnswer(each, facts?.answered ? facts.answer : undefined),
    )
    return { ...told, ...(host && { host }), ...chosen, transports }
  }
  if (host === undefined || !facts?.answered) return { ...told, transport: 'unknown', ...(host && { host }) }
  const { mapi, rpc } = facts.answer.directories
  const transports = [
    transportBy('mapi-http', mapi, mapiHttp),
    takesTokensAlone(rpc) && !mapiHttp
      ? ({ transport: 'rpc-http', usable: false, why: 'tokens-alone' } as const)
      : transportBy('rpc-http', rpc, true),
  ]
  const chosen = transports.find(({ usable }) => usable)?.transport ?? 'none'
  const { schemes } = chosen === 'mapi-http' ? mapi : rpc
  const authentication = SCHEMES.find(
    (scheme) => schemes.includes(scheme) && (mapiHttp || scheme !== 'Bearer'),
  )
  return { ...told, host, transport: chosen, transports, ...(authentication && { authentication }) }
}

/** Where nobody could try to sign in, what the directory answers to everybody says why. */
function withAnswer<Way extends TransportChoice['transports'][number]>(
  way: Way,
  facts: ExchangeHostFacts | undefined,
): Way {
  if (way.why !== 'sign-in-untold' || facts === undefined || way.host !== facts.host) return way
  const { answers, status } = facts.directories[way.transport === 'mapi-http' ? 'mapi' : 'rpc']
  if (answers === 'challenge') return way
  return { ...way, why: answers, ...(status !== undefined && { status }) }
}

/** Modern authentication and nothing else: clients that know no tokens stay outside. */
function takesTokensAlone({ answers, schemes }: DirectoryFacts): boolean {
  return answers === 'challenge' && schemes.length > 0 && schemes.every((scheme) => scheme === 'Bearer')
}

function transportBy<Transport extends 'mapi-http' | 'rpc-http'>(
  transport: Transport,
  { answers, status }: DirectoryFacts,
  known: boolean,
) {
  if (!known) return { transport, usable: false, why: 'client' }
  return { transport, usable: answers === 'challenge', why: answers, ...(status !== undefined && { status }) }
}
