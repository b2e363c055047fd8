import ipaddr from 'ipaddr.js'
import type { Endpoint } from '../platform/index.ts'
import { classifyAddress } from './address-kind.ts'

/** Who may be connected to. `undefined`: allowed. Otherwise the reason, for people. */
export type TargetPolicy = (endpoint: Endpoint) => string | undefined

/** For a vantage on the admin's own machine: whoever runs it may connect to what they like. */
export const allowEveryTarget: TargetPolicy = () => undefined

/** The ports that an Exchange organisation publishes, or should not publish. */
export const EXCHANGE_PORTS: readonly number[] = [
  80, 110, 135, 143, 443, 444, 465, 587, 593, 993, 995, 6001, 6002, 6004, 8443,
]

/**
 * For a vantage that connects on a stranger's word: public addresses alone, and ports that Exchange knows.
 *
 * @param allowedRanges CIDR ranges whose addresses are allowed although they are not public
 * @throws RangeError when a range is not one, saying what was expected
 */
export function publicTargetsOnly(
  allowedRanges: readonly string[] = [],
  ports: readonly number[] = EXCHANGE_PORTS,
): TargetPolicy {
  const ranges = allowedRanges.map(parseRange)
  return ({ address, port }) => {
    if (!ports.includes(port)) return `port ${port} is not one that this vantage may connect to`
    const kind = classifyAddress(address)
    const named = kind !== 'invalid' && ranges.some((range) => holds(range, address))
    if (kind === 'public' || named) return undefined
    return `${address} is not a public address (${kind}), and this vantage connects to public ones alone`
  }
}

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number]

function parseRange(text: string): Range {
  try {
    return ipaddr.parseCIDR(text)
  } catch (cause) {
    throw new RangeError(`"${text}" is not an address range: expected one like 10.0.0.0/8 or fd00::/8`, {
      cause,
    })
  }
}

function holds([network, bits]: Range, address: string): boolean {
  const parsed = ipaddr.process(address)
  return parsed.kind() === network.kind() && parsed.match(network, bits)
}
