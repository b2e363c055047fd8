import type { AddressKind } from '../scenarios/scenario.ts'
import { canonicalAddress } from './address-map.ts'

/**
 * Hands out the lab's addresses, each once, in order. The public ones are of the ranges set aside for documentation
 * (RFC 5737, RFC 3849), and of the one for benchmarks (RFC 2544) when those do not suffice.
 */
export function addressPools(): (kind: AddressKind) => string {
  const next: Record<AddressKind, number> = { ipv4: 0, ipv6: 0, private: 0, cloudflare: 0 }
  return (kind) => {
    next[kind] += 1
    const n = next[kind]
    switch (kind) {
      case 'ipv4':
        return n < 255 ? `203.0.113.${n}` : `198.18.${inBlock(n - 254)}`
      case 'ipv6':
        return canonicalAddress(`2001:db8::${n.toString(16)}`)
      case 'private':
        return `10.20.${inBlock(n)}`
      case 'cloudflare':
        return `104.16.${inBlock(n)}`
    }
  }
}

/** The last two numbers of the n-th address of a /16, leaving out those that end in 0 or 255. */
function inBlock(n: number): string {
  return `${Math.floor((n - 1) / 254)}.${((n - 1) % 254) + 1}`
}
