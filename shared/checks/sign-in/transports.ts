import type { OutlookChoice, Perspective } from '../../engine/index.ts'
import type { RpcProtocol } from '../../protocols/autodiscover/index.ts'
import type { DirectorySignIn } from './directory.ts'
import { type ClientKind, mapiHttpOf, mapiUrlsFor, rpcWaysFor, type UserSettings } from './settings.ts'

/** What the directories let the user do, by the hosts at which that was tried. */
export type SignInsAt = ReadonlyMap<string, readonly DirectorySignIn[]>

type Transport = NonNullable<OutlookChoice['transports']>[number]

/** How a client of this kind connects once it has its settings, and why not otherwise. */
export interface TransportChoice {
  readonly transport: OutlookChoice['transport']
  readonly transports: readonly Transport[]
  readonly host?: string
  readonly authentication?: string
}

/** The words of AuthPackage as people spell them. */
const PACKAGES: Readonly<Record<string, string>> = { ntlm: 'NTLM', basic: 'Basic', negotiate: 'Negotiate' }

/**
 * Which way does Outlook take to the mailbox? MAPI over HTTP where it knows it and is told of it; else what it is told of RPC
 * over HTTP, EXHTTP before EXPR.
 */
export function chooseTransport(
  settings: UserSettings,
  client: ClientKind,
  perspective: Perspective,
  signIns: SignInsAt,
): TransportChoice {
  const transports = [
    mapiTransport(settings, client, perspective, signIns),
    ...rpcTransports(settings, client, perspective, signIns),
  ]
  const chosen = transports.find(({ usable }) => usable)
  const scheme = chosen && authenticationOf(chosen, settings, client, perspective, signIns)
  return {
    transport: chosen?.transport ?? 'none',
    transports,
    ...(chosen?.host !== undefined && { host: chosen.host }),
    ...(scheme !== undefined && { authentication: scheme }),
  }
}

function mapiTransport(
  settings: UserSettings,
  client: ClientKind,
  perspective: Perspective,
  signIns: SignInsAt,
): Transport {
  const way = { transport: 'mapi-http', by: 'mapiHttp' } as const
  if (client === 'old') return { ...way, usable: false, why: 'client' }
  const urls = mapiUrlsFor(settings, perspective)
  if (urls === undefined) {
    const why = mapiHttpOf(settings) === undefined ? 'not-offered' : 'not-offered-outside'
    return { ...way, usable: false, why }
  }
  return { ...way, host: urls.mailStore.hostname, ...usableAt(urls.mailStore.hostname, 'mapi', signIns) }
}

function rpcTransports(
  settings: UserSettings,
  client: ClientKind,
  perspective: Perspective,
  signIns: SignInsAt,
): Transport[] {
  const ways = rpcWaysFor(settings, client, perspective)
  if (ways.length === 0) return [{ transport: 'rpc-http', usable: false, why: 'not-offered' }]
  return ways.map(({ type, server = '' }) => ({
    transport: 'rpc-http',
    by: byOf(type),
    host: server.toLowerCase(),
    ...usableAt(server.toLowerCase(), 'rpc', signIns),
  }))
}

function byOf(type: RpcProtocol['type']): 'EXHTTP' | 'EXPR' {
  return type === 'EXHTTP' ? 'EXHTTP' : 'EXPR'
}

/** Whether the user is let in there; untold is not unusable. */
function usableAt(
  host: string,
  directory: DirectorySignIn['directory'],
  signIns: SignInsAt,
): Pick<Transport, 'usable' | 'why' | 'status'> {
  const told = signIns.get(host)?.find((each) => each.directory === directory)
  if (told === undefined) return { usable: false, why: 'sign-in-untold' }
  const letIn = told.outcome === 'accepted'
  const usable = letIn && (told.status ?? 200) < 500
  return {
    usable,
    why: usable ? 'signed-in' : letIn ? 'unavailable' : 'sign-in-refused',
    ...(told.status !== undefined && { status: told.status }),
  }
}

function authenticationOf(
  { transport, host, by }: Transport,
  settings: UserSettings,
  client: ClientKind,
  perspective: Perspective,
  signIns: SignInsAt,
): string | undefined {
  const way = rpcWaysFor(settings, client, perspective).find(
    ({ type, server }) => type === by && server?.toLowerCase() === host,
  )
  const told = way?.authPackage === undefined ? undefined : PACKAGES[way.authPackage]
  const directory = transport === 'mapi-http' ? 'mapi' : 'rpc'
  return told ?? signIns.get(host ?? '')?.find((each) => each.directory === directory)?.scheme
}
