import ipaddr from 'ipaddr.js'

/** What an address is for, by IANA's registries of special-purpose addresses. */
export type AddressKind =
  | 'public'
  | 'private'
  | 'loopback'
  | 'link-local'
  | 'unique-local'
  | 'carrier-grade-nat'
  | 'documentation'
  | 'benchmarking'
  | 'multicast'
  | 'broadcast'
  | 'unspecified'
  | 'reserved'
  | 'invalid'

/** The first range that holds the address decides. */
const IPV4_KINDS = ranges({
  '0.0.0.0/32': 'unspecified',
  '0.0.0.0/8': 'reserved', // this network, RFC 791
  '10.0.0.0/8': 'private', // RFC 1918
  '100.64.0.0/10': 'carrier-grade-nat', // RFC 6598
  '127.0.0.0/8': 'loopback', // RFC 1122
  '169.254.0.0/16': 'link-local', // RFC 3927
  '172.16.0.0/12': 'private',
  '192.0.0.0/24': 'reserved', // IETF protocol assignments, RFC 6890
  '192.0.2.0/24': 'documentation', // RFC 5737
  '192.31.196.0/24': 'reserved', // AS112, RFC 7535
  '192.52.193.0/24': 'reserved', // AMT, RFC 7450
  '192.88.99.0/24': 'reserved', // 6to4 relays, RFC 7526
  '192.168.0.0/16': 'private',
  '192.175.48.0/24': 'reserved', // AS112, RFC 7534
  '198.18.0.0/15': 'benchmarking', // RFC 2544
  '198.51.100.0/24': 'documentation',
  '203.0.113.0/24': 'documentation',
  '224.0.0.0/4': 'multicast', // RFC 5771
  '255.255.255.255/32': 'broadcast', // RFC 919
  '240.0.0.0/4': 'reserved', // RFC 1112
  '0.0.0.0/0': 'public',
})

const IPV6_KINDS = ranges({
  '::/128': 'unspecified',
  '::1/128': 'loopback',
  '2001:2::/48': 'benchmarking', // RFC 5180
  '2001:db8::/32': 'documentation', // RFC 3849
  '2001::/23': 'reserved', // IETF protocol assignments (Teredo, ORCHID and others), RFC 2928
  '2620:4f:8000::/48': 'reserved', // AS112, RFC 7534
  '3fff::/20': 'documentation', // RFC 9637
  'fc00::/7': 'unique-local', // RFC 4193
  'fe80::/10': 'link-local', // RFC 4291
  'ff00::/8': 'multicast',
  '2000::/3': 'public', // what IANA gives out, RFC 4291 section 4
  '::/0': 'reserved',
})

/** Prefixes below which an IPv4 address stands, and at which of the sixteen bytes it starts. */
const IPV4_INSIDE: readonly (readonly [range: Range, offset: number])[] = [
  [ipaddr.parseCIDR('::ffff:0:0/96'), 12], // IPv4-mapped, RFC 4291 section 2.5.5.2
  [ipaddr.parseCIDR('64:ff9b::/96'), 12], // NAT64, RFC 6052
  [ipaddr.parseCIDR('2002::/16'), 2], // 6to4, RFC 3056
]

/**
 * Tells kinds of addresses apart. An IPv6 address that leads to an IPv4 one (mapped, NAT64, 6to4) is of that
 * one's kind: `::ffff:10.0.0.1` is private. What is no IP literal is `invalid`, never `public`.
 */
export function classifyAddress(address: string): AddressKind {
  const parsed = parse(address)
  if (parsed === undefined) return 'invalid'
  const reached = embeddedIpv4(parsed) ?? parsed
  const kinds = reached.kind() === 'ipv4' ? IPV4_KINDS : IPV6_KINDS
  return kinds.find(([range]) => reached.match(range))?.[1] ?? 'reserved'
}

/**
 * An IP literal in the one form that it is compared and shown in: IPv4 with four decimal numbers, IPv6 by
 * RFC 5952 without brackets. Takes IPv6 with or without brackets; `undefined` for anything else: names,
 * zones (`fe80::1%eth0`), and the shortened, octal or hexadecimal IPv4 that some programs take.
 */
export function normaliseAddress(text: string): string | undefined {
  const parsed = parse(text)
  if (parsed === undefined) return undefined
  const mapped = parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress()
  return mapped ? `::ffff:${parsed.toIPv4Address()}` : parsed.toString()
}

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Range = [Address, number]

function ranges(kinds: Readonly<Record<string, AddressKind>>): readonly (readonly [Range, AddressKind])[] {
  return Object.entries(kinds).map(([range, kind]) => [ipaddr.parseCIDR(range), kind])
}

function parse(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text
  if (!/^[0-9a-f.]*:[0-9a-f:.]*$/i.test(bare)) return undefined
  // The URL parser is the stricter one: the library takes `::1.2.3.4` for a mapped address, and zones.
  const literal = URL.parse(`http://[${bare}]/`)?.hostname.slice(1, -1)
  return literal === undefined ? undefined : ipaddr.IPv6.parse(literal)
}

function embeddedIpv4(address: Address): ipaddr.IPv4 | undefined {
  const offset = IPV4_INSIDE.find(([range]) => address.kind() === 'ipv6' && address.match(range))?.[1]
  if (offset === undefined) return undefined
  return new ipaddr.IPv4(address.toByteArray().slice(offset, offset + 4))
}
