import { type Perspective, type Step, settle } from '../../engine/index.ts'
import {
  authBasicOnly,
  authSchemeMismatch,
  compareBuilds,
  type Generation,
  generationOfBuild,
  mapiHttpNotOffered,
  settingsRevert,
  sslNotRequired,
} from '../../findings/index.ts'
import type { RpcProtocol } from '../../protocols/autodiscover/index.ts'
import { readKept } from '../certificate/chain.ts'
import { defaultPrincipalName, judgePrincipalName } from '../certificate/principal-name.ts'
import type { ExchangeHostFacts } from '../exchange/host.ts'
import { rpcTarget } from '../exchange/questions.ts'
import { askHttp } from '../http/request.ts'
import { shakeHands } from '../tls/handshake.ts'
import { addressOf } from './place.ts'
import { mapiHttpOf, rpcWaysFor, serverVersionOf, type UserSettings } from './settings.ts'

/** What is known of a host that settings name, from looking at it without signing in. */
export type HostFacts = Pick<ExchangeHostFacts, 'host' | 'directories' | 'generation' | 'build'>

/** Exchange 2013 SP1, the first with MAPI over HTTP. */
const FIRST_WITH_MAPI_HTTP = '15.0.847'

/** Does what Autodiscover hands out fit what is there? `facts`: of the host that publishes Exchange, where it was looked at. */
export async function explainSettings(
  step: Step,
  settings: UserSettings,
  facts: HostFacts | undefined,
): Promise<void> {
  const version = serverVersionOf(settings)
  const build = version ? `${version.major}.${version.minor}.${version.build}` : facts?.build
  const generation = (build && generationOfBuild(build)) || facts?.generation
  explainMapiHttp(step, settings, build, generation)
  const [way] = ways(settings, step.perspective)
  if (way?.server === undefined) return
  const server = way.server.toLowerCase()
  explainAuthPackage(step, way, server, facts?.host === server ? facts : undefined, generation)
  await Promise.all([
    way.ssl === false ? explainPlain(step, server, generation) : explainPrincipalName(step, settings, server),
  ])
}

/** As a client that takes RPC over HTTP is told: an old one first, for which alone it is meant. */
function ways(settings: UserSettings, perspective: Perspective): readonly RpcProtocol[] {
  return [...rpcWaysFor(settings, 'old', perspective), ...rpcWaysFor(settings, 'current', perspective)]
}

/** A client that knows MAPI over HTTP is told of none, by a server that has it (X05). */
function explainMapiHttp(
  step: Step,
  settings: UserSettings,
  build: string | undefined,
  generation: Generation | undefined,
): void {
  if (build === undefined || compareBuilds(build, FIRST_WITH_MAPI_HTTP) < 0) return
  if (mapiHttpOf(settings)) return
  const { current, email, url } = settings
  const instead = current.protocols.find(({ type }) => type === 'EXHTTP' || type === 'EXPR')?.type ?? ''
  step.find(mapiHttpNotOffered({ host: new URL(url).hostname, mailbox: email, instead, generation }))
}

/** What each word of AuthPackage needs on offer at the proxy. */
const NEEDS: Readonly<Record<string, string>> = { ntlm: 'NTLM', basic: 'Basic', negotiate: 'Negotiate' }

function explainAuthPackage(
  step: Step,
  { authPackage }: RpcProtocol,
  host: string,
  facts: HostFacts | undefined,
  generation: Generation | undefined,
): void {
  if (authPackage === undefined) return
  const offered = facts?.directories.rpc.answers === 'challenge' ? facts.directories.rpc.schemes : []
  const needed = NEEDS[authPackage]
  if (needed !== undefined && offered.length > 0 && !offered.includes(needed)) {
    const cause = step.find(authSchemeMismatch({ host, authPackage, offered: [...offered], generation }))
    step.find(settingsRevert({ host }), [cause])
  }
  if (authPackage === 'basic') step.find(authBasicOnly({ host, generation }))
}

/** Handed out without TLS (A07): what port 80 does then. */
async function explainPlain(step: Step, host: string, generation: Generation | undefined): Promise<void> {
  const address = await addressOf(step, host, 80)
  const question = {
    host,
    address: address ?? '',
    port: 80,
    secure: false,
    method: 'GET',
    path: rpcTarget(host),
  }
  const asked = address === undefined ? undefined : await settle(askHttp(step, question))
  const plainAnswers = asked?.answered
    ? asked.answer.status === 401
    : address === undefined
      ? false
      : undefined
  step.find(sslNotRequired({ host, generation, ...(plainAnswers !== undefined && { plainAnswers }) }))
}

/** Outlook compares the certificate of the proxy with a name of its own (T06 to T08). */
async function explainPrincipalName(step: Step, settings: UserSettings, host: string): Promise<void> {
  const way = ways(settings, step.perspective).find(
    ({ type, server }) => type === 'EXPR' && server?.toLowerCase() === host,
  )
  if (way === undefined) return
  const address = await addressOf(step, host, 443)
  if (address === undefined) return
  const shaken = await settle(shakeHands(step, { host, address, port: 443 }))
  const leaf = shaken.answered ? shaken.answer.facts.certificates?.[0] : undefined
  if (leaf === undefined) return
  const named = await readKept(step, await step.keep(leaf))
  const finding = judgePrincipalName(host, named, way.certPrincipalName ?? defaultPrincipalName(host))
  if (finding) step.find(finding)
}
