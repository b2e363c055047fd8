import type { Perspective } from '../../engine/index.ts'
import type {
  MapiHttpProtocol,
  PoxProtocol,
  PoxSettings,
  RpcProtocol,
  ServerVersion,
  ServiceUrls,
} from '../../protocols/autodiscover/index.ts'

/** What Autodiscover tells the user who signed in. All texts are the server's word. */
export interface UserSettings {
  /** Whose settings they are, after redirects to other addresses. */
  readonly email: string
  /** Where they come from, after redirects. */
  readonly url: string
  /** To a current client: `X-MapiHttpCapability: 1`, `X-ClientCanHandle: Negotiate,ExHttpInfo`. */
  readonly current: PoxSettings
  /** To an old client, which says nothing of itself; absent when there was no such answer. */
  readonly old?: PoxSettings
}

/** The generations of clients whose answers differ. */
export type ClientKind = 'current' | 'old'

/** The RPC server behind the proxy, and the mailbox's place on it: EXCH, from whichever answer has it. */
export function exchOf({ current, old }: UserSettings): RpcProtocol | undefined {
  return rpcProtocols(old, 'EXCH')[0] ?? rpcProtocols(current, 'EXCH')[0]
}

/** The mailbox's legacy distinguished name: what EMSMDB and the referral service are asked for. */
export function legacyDnOf({ current, old }: UserSettings): string | undefined {
  return current.user.legacyDn ?? old?.user.legacyDn
}

/** MAPI over HTTP, as a current client is told of it. */
export function mapiHttpOf({ current }: UserSettings): MapiHttpProtocol | undefined {
  return current.protocols.find((protocol) => protocol.type === 'mapiHttp')
}

/** Its URLs for whoever stands there; undefined where there is none for him. */
export function mapiUrlsFor(
  settings: UserSettings,
  perspective: Perspective,
): { readonly mailStore: URL; readonly addressBook?: URL } | undefined {
  const protocol = mapiHttpOf(settings)
  const urlOf = (pair: MapiHttpProtocol['mailStore'] | undefined) =>
    httpsUrl(perspective === 'inside' ? (pair?.internalUrl ?? pair?.externalUrl) : pair?.externalUrl)
  const mailStore = urlOf(protocol?.mailStore)
  const addressBook = urlOf(protocol?.addressBook)
  return mailStore && { mailStore, ...(addressBook && { addressBook }) }
}

/**
 * The ways to the RPC proxy that a client of this kind is told of, the one that it tries first in front. EXHTTP stands once
 * for the inside and once for the outside, in this order; EXPR is the outside's.
 */
export function rpcWaysFor(
  { current, old }: UserSettings,
  client: ClientKind,
  perspective: Perspective,
): readonly RpcProtocol[] {
  const told = client === 'old' ? (old ?? current) : current
  const exhttp = rpcProtocols(told, 'EXHTTP')
  const ordered = perspective === 'inside' ? exhttp : exhttp.toReversed()
  return [...ordered, ...rpcProtocols(told, 'EXPR')].filter(({ server }) => server !== undefined)
}

/** Where the services are, as that side is told. */
export function serviceUrlsFor(settings: UserSettings, perspective: Perspective): ServiceUrls {
  const [way] = [...rpcWaysFor(settings, 'current', perspective), ...rpcWaysFor(settings, 'old', perspective)]
  return (perspective === 'inside' ? exchOf(settings) : way) ?? exchOf(settings) ?? {}
}

export function serverVersionOf(settings: UserSettings): ServerVersion | undefined {
  return exchOf(settings)?.serverVersion
}

function rpcProtocols(settings: PoxSettings | undefined, type: RpcProtocol['type']): RpcProtocol[] {
  return (settings?.protocols ?? []).filter((protocol) => isOf(protocol, type))
}

function isOf(protocol: PoxProtocol, type: RpcProtocol['type']): protocol is RpcProtocol {
  return protocol.type === type
}

function httpsUrl(text: string | undefined): URL | undefined {
  const url = URL.parse(text ?? '')
  return url?.protocol === 'https:' && url.username === '' ? url : undefined
}
