import type { ExtraRoots, Perspective, Resolver } from '../shared/engine/index.ts'
import type { Endpoint, Platform } from '../shared/platform/index.ts'
import { allowEveryTarget } from '../shared/transport/target-policy.ts'
import { coreVantage, httpsResolvers, type Vantage } from '../shared/vantage/index.ts'
import { createNodePlatform } from './platform.ts'
import { systemRoots } from './trust-store.ts'

/** The machine's own resolver, or a DNS over HTTPS one by its URL. */
export type ResolverChoice = 'system' | URL

export interface LocalVantageOptions {
  /** As reports name it. */
  readonly name?: string
  /** `inside` with the machine's own resolver, `outside` with others alone, unless told otherwise. */
  readonly perspective?: Perspective
  /** The machine's own resolver unless told otherwise. */
  readonly resolvers?: readonly ResolverChoice[]
  /** Trust what the operating system trusts, too. */
  readonly systemRoots?: boolean
  /** Further trust anchors. */
  readonly extraRoots?: readonly ExtraRoots[]
  /** What stands in for the network: the lab. */
  readonly platform?: Platform
  /** Endpoints known to answer by IPv6. */
  readonly ipv6Witnesses?: readonly Endpoint[]
}

/** A laptop's router may take a flood of connections for an attack; a scan for open ports needs some. */
const CONNECTION_LIMIT = 16
const DEFAULT_DEADLINE_SECONDS = 60
const LONGEST_DEADLINE_SECONDS = 600

/** Two public resolvers on IPv6: large, and of different operators. */
const IPV6_WITNESSES: readonly Endpoint[] = [
  { address: '2606:4700:4700::1111', port: 443 },
  { address: '2620:fe::fe', port: 443 },
]

/**
 * The vantage of this machine: the core runs here, over Node's sockets, and may connect to whatever its user
 * likes.
 *
 * @throws Error when the operating system's trust store is asked for and Node cannot read it
 *
 * @example
 * const vantage = localVantage()
 * for await (const event of vantage.run({ probe: 'dns', target: 'contoso.com' }, { signal })) …
 */
export function localVantage(options: LocalVantageOptions = {}): Vantage {
  const platform = options.platform ?? createNodePlatform()
  const choices = options.resolvers ?? ['system']
  const resolvers = resolversOf(choices, platform)
  const machine: ExtraRoots[] = options.systemRoots
    ? [{ name: "this machine's trust store", pem: systemRoots().join('\n'), kind: 'system' }]
    : []
  return coreVantage({
    platform,
    vantage: {
      name: options.name ?? 'this machine',
      kind: 'local',
      perspective: options.perspective ?? (choices.includes('system') ? 'inside' : 'outside'),
      resolvers: resolvers.map(({ name }) => name),
    },
    resolvers,
    policy: allowEveryTarget,
    connectionLimit: CONNECTION_LIMIT,
    defaultDeadlineSeconds: DEFAULT_DEADLINE_SECONDS,
    longestDeadlineSeconds: LONGEST_DEADLINE_SECONDS,
    extraRoots: [...machine, ...(options.extraRoots ?? [])],
    ipv6Witnesses: options.ipv6Witnesses ?? IPV6_WITNESSES,
  })
}

/** In the order of the choices. */
function resolversOf(choices: readonly ResolverChoice[], platform: Platform): Resolver[] {
  const others = httpsResolvers(
    platform,
    choices.filter((choice) => choice !== 'system'),
  )
  return choices.map((choice) => {
    const resolver = choice === 'system' ? machineResolver(platform) : others.shift()
    if (resolver === undefined) throw new Error('this platform has no resolver of its own')
    return resolver
  })
}

function machineResolver({ systemResolver }: Platform): Resolver | undefined {
  return systemResolver && { name: 'system', ...systemResolver }
}
