import type { Perspective } from '../../engine/index.ts'
import type { SettingsService } from '../../findings/index.ts'
import type { ServiceUrls } from '../../protocols/autodiscover/index.ts'
import { mapiProtocol, rpcProtocols, servicesFor, type Told } from './told.ts'

/** A URL that the settings hand out, with all the services that it is for. */
export interface HandedOutUrl {
  readonly url: string
  readonly services: readonly SettingsService[]
}

/** A host that the settings hand out for a transport, and the words for that. */
export interface HandedOutHost {
  readonly host: string
  readonly services: readonly string[]
}

/** More URLs than any server hands out. */
const MOST_URLS = 16

const SERVICES: readonly (readonly [keyof ServiceUrls, SettingsService])[] = [
  ['ewsUrl', 'EWS'],
  ['asUrl', 'free/busy'],
  ['oofUrl', 'out-of-office'],
  ['oabUrl', 'offline address book'],
]

/**
 * The URLs of the services that Outlook cannot do without for whoever stands there, each once. Settings pages and voice mail may be
 * kept from the outside on purpose.
 */
export function handedOutUrls(told: Told, perspective: Perspective): readonly HandedOutUrl[] {
  const byUrl = new Map<string, Set<SettingsService>>()
  for (const urls of servicesFor(told, perspective)) {
    for (const [key, service] of SERVICES) {
      const text = urls[key]
      // An address book that is distributed through public folders alone says so in place of a URL.
      if (text === undefined || !/[:/]/.test(text)) continue
      const url = URL.parse(text)?.href ?? text
      byUrl.set(url, (byUrl.get(url) ?? new Set()).add(service))
    }
  }
  return [...byUrl].slice(0, MOST_URLS).map(([url, services]) => ({ url, services: [...services] }))
}

/** The hosts of Outlook Anywhere and MAPI over HTTP for whoever stands there. */
export function handedOutHosts(told: Told, perspective: Perspective): readonly HandedOutHost[] {
  const { mailStore, addressBook } = mapiProtocol(told) ?? {}
  const overMapi = [mailStore, addressBook].flatMap((pair) => {
    const url = perspective === 'inside' ? (pair?.internalUrl ?? pair?.externalUrl) : pair?.externalUrl
    return URL.parse(url ?? '')?.hostname ?? []
  })
  const overRpc = [told.current, told.old].flatMap((settings) => {
    const http = rpcProtocols(settings, 'EXHTTP')
    const own = perspective === 'inside' ? http.slice(0, 1) : http.slice(-1)
    return [...own, ...rpcProtocols(settings, 'EXPR')].flatMap(({ server }) => server?.toLowerCase() ?? [])
  })
  const byHost = new Map<string, Set<string>>()
  const add = (host: string, service: string) =>
    byHost.set(host, (byHost.get(host) ?? new Set()).add(service))
  for (const host of overRpc) add(host, 'Outlook Anywhere')
  for (const host of overMapi) add(host, 'MAPI over HTTP')
  return [...byHost].map(([host, services]) => ({ host, services: [...services] }))
}
