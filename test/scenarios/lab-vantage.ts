import { type Lab, labPlatform, type View } from '../../lab/index.ts'
import { createNodePlatform } from '../../node/platform.ts'
import { allowEveryTarget } from '../../shared/transport/target-policy.ts'
import { coreVantage, type Vantage } from '../../shared/vantage/index.ts'

/** A vantage in this process that stands on the lab's internet, or behind the tenants' firewalls. */
export function vantageOnLab(lab: Lab, view: View): Vantage {
  const platform = labPlatform(createNodePlatform(), lab.map, view)
  const { systemResolver } = platform
  const resolvers = systemResolver
    ? [{ name: 'system', ...systemResolver }]
    : lab.resolvers.map(({ name, url }) => ({
        name,
        exchange: (query: Uint8Array, signal: AbortSignal) =>
          platform.askResolver(new URL(url), query, signal),
      }))
  return coreVantage({
    platform,
    vantage: { name: 'node', kind: 'local', perspective: view, resolvers: resolvers.map(({ name }) => name) },
    resolvers,
    policy: allowEveryTarget,
    connectionLimit: 6,
    defaultDeadlineSeconds: 60,
    longestDeadlineSeconds: 60,
    extraRoots: [{ name: 'lab', pem: lab.rootPem }],
    ipv6Witnesses: Object.values(lab.addresses.lab ?? {})
      .flat()
      .filter((address) => address.includes(':'))
      .map((address) => ({ address, port: 443 })),
  })
}
