/** What becomes of a connection to a port on which nothing answers. */
export type Closed =
  /** A host, or a firewall in its place, says that nothing listens. */
  | 'refuse'
  /** A firewall that drops: no answer at all. */
  | 'drop'
  /** A router says that there is no way there. */
  | 'unreachable'
  /** The runtime does not allow the connection: what workerd does with Cloudflare's own addresses. */
  | 'block'

/** A port of 127.0.0.1 that answers in the internet address's place, or why none does. */
export type Reach = number | Closed

/** One address of the lab's internet. */
export interface HostEntry {
  /** By port number. */
  readonly ports: Readonly<Record<string, Reach>>
  /** The host's firewall: what becomes of every port not listed. */
  readonly others: Closed
  /** By where one stands, `inside` or a region: the ports at which something on the way answers, or drops, instead. */
  readonly seenFrom?: Readonly<Record<string, Readonly<Record<string, Reach>>>>
  /** How long a question and its answer take on the way there and back. */
  readonly roundTripMs?: number
}

/**
 * The lab's internet as plain JSON, small enough for a Worker's binding: which loopback port stands for
 * which address and port. Addresses are keys in canonical text (IPv6 lower case and compressed).
 */
export interface AddressMap {
  readonly hosts: Readonly<Record<string, HostEntry>>
  /** The URL of each resolver on the lab's internet, and the loopback URL that answers for it. */
  readonly resolvers: Readonly<Record<string, string>>
  /** The loopback URL of the resolver that the inside's machines are set up to use. */
  readonly insideResolver: string
  /** A port of 127.0.0.1 on which nothing listens. */
  readonly closedPort: number
  /** How long a connection to a firewall that drops is kept waiting before it counts as timed out. */
  readonly dropAfterMs: number
}

/** The address as the map's keys have it: IPv6 lower case and compressed (RFC 5952), IPv4 as it is. */
export function canonicalAddress(address: string): string {
  if (!address.includes(':')) return address
  const url = URL.parse(`http://[${address}]/`)
  return url === null ? address : url.hostname.slice(1, -1)
}

/** Does the address exist on the inside only (RFC 1918's 10.0.0.0/8, which is all that the lab uses)? */
export function isInsideAddress(address: string): boolean {
  return address.startsWith('10.')
}
