import { check, type Step } from '../../engine/index.ts'
import { cloudflareProxied, dnsPrivateAddress, hostNotFound } from '../../findings/index.ts'
import { classifyAddress, normaliseAddress } from '../../transport/address-kind.ts'
import { CLOUDFLARE_LIST_DATE, isCloudflareAddress } from '../../transport/cloudflare-ranges.ts'
import { isInternalName } from './internal-name.ts'
import { lookUpRecords } from './records.ts'

export interface HostAddresses {
  readonly status: 'answer' | 'nodata' | 'nxdomain'
  /** Those that can be connected to from here, IPv4 first. */
  readonly addresses: readonly string[]
  readonly cnames: readonly string[]
  /** Whether a finding already says why there is no address to use. */
  readonly explained: boolean
}

type Host = { host: string }

/** Kinds that a public answer must not have; from inside they are healthy. */
const NOT_FROM_OUTSIDE = [
  'private',
  'loopback',
  'link-local',
  'unique-local',
  'carrier-grade-nat',
  'unspecified',
] as const
type NotFromOutside = (typeof NOT_FROM_OUTSIDE)[number]

/** Which addresses has this name, if any? A name without one is an answer, not a fault. */
export const lookUpAddresses = check(
  'dns.addresses',
  async (step, { host }: Host): Promise<HostAddresses> => {
    const given = step.overrides.filter((override) => override.host === host).map(({ address }) => address)
    if (given.length > 0) {
      // Somebody said so: DNS is not to blame for where it leads.
      const addresses = inOrder(given)
      step.note('dns.addresses', { addresses, cnames: [] })
      return { status: 'answer', addresses, cnames: [], explained: false }
    }

    const [ipv4, ipv6] = await Promise.all([
      lookUpRecords(step, { name: host, type: 'A' }),
      lookUpRecords(step, { name: host, type: 'AAAA' }),
    ])
    const addresses = [...ipv4.records, ...ipv6.records].map(({ address }) => address)
    const status = addresses.length > 0 ? 'answer' : ipv4.status === 'nxdomain' ? 'nxdomain' : 'nodata'
    const cnames = ipv4.cnames.length > 0 ? ipv4.cnames : ipv6.cnames
    const local = await localAnswer(step, host)
    return answer(step, host, cnames, local ?? addresses, local ? 'answer' : status)
  },
)

/** Which addresses has this host? One without an address cannot be what the run is about. */
export const resolveHost = check('dns.host', async (step, { host }: Host): Promise<readonly string[]> => {
  const literal = normaliseAddress(host)
  if (literal !== undefined) {
    tellProxied(step, host, [literal])
    return [literal]
  }
  const { status, addresses, explained } = await lookUpAddresses(step, { host })
  if (addresses.length > 0) return addresses
  if (!explained && status !== 'answer') {
    step.find(hostNotFound({ host, how: status, resolvers: step.resolvers.map(({ name }) => name) }))
  }
  return step.fail('dns.no-address', `${host} has no address that can be connected to from here`)
})

/**
 * What this machine's programs are told, where it is not what its resolver says: the hosts file, or a policy.
 * Outlook on this machine would connect there, so the run does.
 */
async function localAnswer(step: Step, host: string): Promise<string[] | undefined> {
  const lookup = step.resolvers.find((resolver) => resolver.lookup !== undefined)?.lookup
  if (!lookup || step.resolvers.length > 1) return undefined
  const told = await lookup(host).catch(() => [])
  return told.length > 0 ? told.map((address) => normaliseAddress(address) ?? address) : undefined
}

function answer(
  step: Step,
  host: string,
  cnames: readonly string[],
  found: readonly string[],
  status: HostAddresses['status'],
): HostAddresses {
  const addresses = inOrder(found)
  step.note('dns.addresses', { addresses, cnames })
  tellProxied(step, host, addresses)
  if (step.perspective === 'inside') {
    return { status, addresses, cnames, explained: status === 'nxdomain' && cnames.length > 0 }
  }
  const internal = addresses.filter((address) => kindFromOutside(address) !== undefined)
  for (const address of internal) {
    const kind = kindFromOutside(address)
    if (kind !== undefined) step.find(dnsPrivateAddress({ host, leadsTo: address, kind }))
  }
  const end = cnames.at(-1)
  const leadsInside = addresses.length === 0 && end !== undefined && isInternalName(end)
  if (leadsInside) step.find(dnsPrivateAddress({ host, leadsTo: end, kind: 'internal-name' }))
  return {
    status,
    addresses: addresses.filter((address) => !internal.includes(address)),
    cnames,
    explained: internal.length > 0 || leadsInside || (status === 'nxdomain' && cnames.length > 0),
  }
}

function tellProxied(step: Step, host: string, addresses: readonly string[]): void {
  for (const address of addresses.filter(isCloudflareAddress)) {
    step.find(cloudflareProxied({ host, address, listDate: CLOUDFLARE_LIST_DATE }))
  }
}

function kindFromOutside(address: string): NotFromOutside | undefined {
  const kind = classifyAddress(address)
  return NOT_FROM_OUTSIDE.find((candidate) => candidate === kind)
}

/** Each once, IPv4 first. */
function inOrder(addresses: readonly string[]): string[] {
  return [...new Set(addresses)].sort((left, right) => rank(left) - rank(right) || compare(left, right))
}

function rank(address: string): number {
  return address.includes(':') ? 1 : 0
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
