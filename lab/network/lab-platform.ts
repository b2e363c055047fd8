import {
  type ByteStream,
  ConnectError,
  type ConnectErrorCode,
  type Endpoint,
  type Platform,
} from '../../shared/platform/index.ts'
import { type AddressMap, canonicalAddress, isInsideAddress } from './address-map.ts'
import { insideSystemResolver } from './inside-resolver.ts'
import { naming, overLink, pause } from './link.ts'

/** Where one stands: on the internet, or behind the tenants' firewalls, where private addresses exist. */
export type View = 'outside' | 'inside'

/**
 * A platform whose internet is the lab: connections to the lab's addresses go to loopback ports through
 * `base`, every other address is unreachable, and only the lab's resolvers can be asked. Needs no runtime of
 * its own, so that it serves in Node and in workerd alike. From the inside it has a system resolver; outside it may
 * stand in a region, which some hosts are seen from otherwise.
 */
export function labPlatform(base: Platform, map: AddressMap, view: View, region?: string): Platform {
  const stand = { view, place: view === 'inside' ? 'inside' : region }
  return {
    connect: (endpoint, signal) => connect(base, map, stand, endpoint, signal),
    askResolver(url, query, signal) {
      const loopback = map.resolvers[url.href]
      const exists = loopback !== undefined && (view === 'inside' || loopback !== map.insideResolver)
      if (exists) return base.askResolver(new URL(loopback), query, signal)
      const endpoint = { address: url.hostname, port: Number(url.port || 443) }
      return Promise.reject(
        new ConnectError('unreachable', endpoint, `${url.href} is no resolver of the lab`),
      )
    },
    ...(view === 'inside' && { systemResolver: insideSystemResolver(base, map) }),
    randomBytes: (length) => base.randomBytes(length),
    now: () => base.now(),
  }
}

async function connect(
  base: Platform,
  map: AddressMap,
  { view, place = '' }: { readonly view: View; readonly place: string | undefined },
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<ByteStream> {
  const address = canonicalAddress(endpoint.address)
  const host = view === 'outside' && isInsideAddress(address) ? undefined : map.hosts[address]
  const reach =
    host?.seenFrom?.[place]?.[endpoint.port] ?? host?.ports[endpoint.port] ?? host?.others ?? 'unreachable'
  const roundTripMs = host?.roundTripMs ?? 0
  const fail = (code: ConnectErrorCode, why: string) =>
    new ConnectError(code, endpoint, `no connection: ${why}`)
  // A deadline and a caller who left are told apart, as the runtimes' own adapters do.
  const aborted = () =>
    signal.reason instanceof Error && signal.reason.name === 'TimeoutError'
      ? fail('timed-out', 'no answer within the time allowed')
      : fail('aborted', 'the caller gave up before there was one')

  if (signal.aborted) throw aborted()
  if (reach === 'block') throw fail('blocked', 'the runtime does not connect to this address')
  if (reach === 'drop') {
    await pause(map.dropAfterMs, signal, aborted)
    throw fail('timed-out', 'no answer')
  }
  if (roundTripMs > 0) await pause(roundTripMs, signal, aborted)
  if (reach === 'unreachable') throw fail('unreachable', 'there is no route to this address')

  // A refusal is a real one, so that the runtime's own error is what the core gets to see.
  const port = reach === 'refuse' ? map.closedPort : reach
  const stream = await naming(endpoint, base.connect({ address: '127.0.0.1', port }, signal))
  return overLink(stream, endpoint, roundTripMs)
}
