import type { Resolver } from '../engine/index.ts'
import type { Platform } from '../platform/index.ts'

/** DNS over HTTPS resolvers by their URLs, each under its host's name, or its whole URL where a host has several. */
export function httpsResolvers(platform: Platform, urls: readonly URL[]): Resolver[] {
  return urls.map((url) => ({
    name: urls.filter(({ host }) => host === url.host).length === 1 ? url.host : url.href,
    exchange: (query, signal) => platform.askResolver(url, query, signal),
  }))
}
