import { check, type Step, settle } from '../../engine/index.ts'
import { addressInconsistent, http2Front } from '../../findings/index.ts'
import { reachPort } from '../reachability/port.ts'
import {
  allAnswers,
  DIRECTORIES,
  type DirectoryAnswers,
  factsOf,
  frontIn,
  showsExchange,
  symptoms,
} from './answers.ts'
import { type Asked, askAndRead } from './asked.ts'
import { explainClock } from './clock.ts'
import { explainDirectories } from './explain-directories.ts'
import { explainRpc } from './explain-rpc.ts'
import { askHealth } from './health.ts'
import type { DirectoryFacts, ExchangeHostFacts } from './host-facts.ts'
import { speaksHttp2 } from './http2.ts'
import type { Expectations, Known } from './known.ts'
import { internalNames, tellFacts } from './names.ts'
import {
  activeSync,
  adminCentre,
  ews,
  type HostAddress,
  mapiPing,
  offlineAddressBook,
  outlookOnTheWeb,
  rpcVerb,
  signInForm,
} from './questions.ts'
import { askRpcProxy } from './rpc-proxy.ts'
import { compareBearer, examineNtlm, explainActiveSync } from './sign-in.ts'
import { buildIn, generationIn } from './version.ts'

export type { DirectoryFacts, DirectoryName, ExchangeHostFacts, NtlmNames } from './host-facts.ts'

/**
 * A host under which Exchange is published on 443. `expects`: what Autodiscover tells Outlook to use there, where
 * that is known; ask once a run and host, with all that is known.
 */
export type PublishedHost = { host: string; expects?: Expectations }

/**
 * What does a published host show to somebody who does not sign in? All its directories are asked side by side
 * at its first address, and /rpc at the others too.
 */
export const examineExchangeHost = check(
  'exchange.host',
  async (step, { host, expects = {} }: PublishedHost): Promise<ExchangeHostFacts> => {
    const addresses = await reachPort(step, { host, port: 443 })
    const [address = '', ...others] = addresses
    const at = { host, address }
    const [known] = await Promise.all([ask(step, at, expects), compareAddresses(step, host, address, others)])
    if (!DIRECTORIES.some((directory) => known.directories[directory].some(({ answered }) => answered))) {
      return explainSilence(step, known)
    }
    const filter = explainRpc(step, known)
    explainDirectories(step, known, filter)
    explainActiveSync(step, known)
    const busy = symptoms(known.directories, DIRECTORIES, 'throttled').length > 0
    const [halves] = await Promise.all([
      busy ? [] : examineNtlm(step, known),
      busy || !known.modern ? undefined : settle(compareBearer(step, at)),
    ])
    const ahead = halves.flatMap(({ clockAheadMs }) => clockAheadMs ?? [])
    explainClock(step, host, ahead, allAnswers(known.directories))
    const names = internalNames(
      known,
      halves.map((half) => half.names),
    )
    tellFacts(step, known, names)
    const directories = Object.fromEntries(
      DIRECTORIES.map((directory) => [directory, factsOf(known.directories, directory)]),
    ) as ExchangeHostFacts['directories']
    const { build = null, generation } = known
    if (generation !== undefined) step.note('exchange.version', { host, build, generation })
    step.note('exchange.sign-in', { rpc: waysIn(directories.rpc), mapi: waysIn(directories.mapi) })
    return {
      host,
      addresses,
      exchange: showsExchange(known.directories) || known.health.servers.length > 0,
      generation: known.generation,
      build: known.build,
      front: known.front,
      directories,
      internalNames: names,
      ntlm: halves.find(({ path }) => path.startsWith('/rpc'))?.names,
    }
  },
)

/** By which schemes Outlook may sign in; null where nobody is asked to. */
function waysIn({ answers, schemes }: DirectoryFacts): string[] | null {
  return answers === 'challenge' ? [...schemes] : null
}

async function ask(step: Step, at: HostAddress, expects: Expectations): Promise<Known> {
  const [rpc, health, mapi, ...single] = await Promise.all([
    settle(askRpcProxy(step, at)),
    askHealth(step, at),
    Promise.all([askAndRead(step, mapiPing(at, 'emsmdb')), askAndRead(step, mapiPing(at, 'nspi'))]),
    askAndRead(step, ews(at)),
    askAndRead(step, offlineAddressBook(at)),
    askAndRead(step, adminCentre(at)),
    askAndRead(step, activeSync(at)),
    askAndRead(step, outlookOnTheWeb(at)),
  ])
  const [toEws, toOab, toEcp, toActiveSync, toOwa] = single.map((asked) => [asked])
  const directories: DirectoryAnswers = {
    rpc: rpc.answered ? rpc.answer.verbs : [],
    mapi,
    ews: toEws ?? [],
    oab: toOab ?? [],
    owa: toOwa ?? [],
    ecp: toEcp ?? [],
    activesync: toActiveSync ?? [],
  }
  const build = buildIn(allAnswers(directories)) ?? (await buildOnForm(step, at, directories.owa))
  const generation = generationIn(build)
  const frontEnd = allAnswers(directories).some(({ headers }) => headers.first('X-FEServer') !== undefined)
  return {
    at,
    expects,
    directories,
    rpc: rpc.answered ? rpc.answer : undefined,
    health,
    build,
    generation,
    modern: generation === undefined ? frontEnd : generation !== '2007' && generation !== '2010',
    front: frontIn(directories),
  }
}

/** The sign-in form of Outlook on the web tells the build where the way to it did not. */
async function buildOnForm(step: Step, at: HostAddress, owa: readonly Asked[]): Promise<string | undefined> {
  const leadsToForm = owa.some(
    (asked) => asked.answered && /\/owa\/auth\//i.test(asked.reading.location ?? ''),
  )
  if (!leadsToForm) return undefined
  const form = await askAndRead(step, signInForm(at))
  return form.answered ? buildIn([form.answer]) : undefined
}

/** Nobody answered in HTTP/1.1. */
async function explainSilence(step: Step, { at, directories }: Known): Promise<never> {
  const codes = directories.mapi.map((asked) => (asked.answered ? '' : asked.code))
  if (codes.some((code) => code.startsWith('http.') || code === 'tls.alert' || code === 'connect.closed')) {
    const newer = await settle(speaksHttp2(step, at))
    if (newer.answered && newer.answer) step.find(http2Front(at))
  }
  return step.fail('exchange.no-answer', `${at.host} answers no request of Outlook's (${codes[0]})`)
}

/** Do all addresses of the host let the same people sign in? One that gives no answer is another check's business. */
async function compareAddresses(
  step: Step,
  host: string,
  first: string,
  others: readonly string[],
): Promise<void> {
  if (others.length === 0) return
  const asked = await Promise.all(
    [first, ...others].map(async (address) => ({
      address,
      shown: shownBy(await askAndRead(step, rpcVerb({ host, address }, 'RPC_IN_DATA'))),
    })),
  )
  const answered = asked.filter(({ shown }) => shown !== undefined)
  const count = (wanted: string | undefined) => answered.filter(({ shown }) => shown === wanted).length
  const common = answered.toSorted((left, right) => count(right.shown) - count(left.shown))[0]?.shown
  const odd = answered.filter(({ shown }) => shown !== common).map(({ address }) => address)
  if (odd.length === 0) return
  const alike = answered.filter(({ shown }) => shown === common).map(({ address }) => address)
  step.find(addressInconsistent({ host, port: 443, difference: 'authentication', odd, others: alike }))
}

function shownBy(asked: Asked): string | undefined {
  if (!asked.answered) return undefined
  const { kind, schemes } = asked.reading
  return [kind, ...schemes.toSorted()].join(' ')
}
