import { type Lab, labPlatform, type View } from '../../lab/index.ts'
import { localVantage } from '../../node/local-vantage.ts'
import { createNodePlatform } from '../../node/platform.ts'
import type { Vantage } from '../../shared/vantage/index.ts'

/** A vantage in this process that stands on the lab's internet, or behind the tenants' firewalls. */
export function vantageOnLab(lab: Lab, view: View, region?: string): Vantage {
  return localVantage({
    name: region ?? 'node',
    perspective: view,
    resolvers: view === 'inside' ? ['system'] : lab.resolvers.map(({ url }) => new URL(url)),
    extraRoots: [{ name: 'OUTPOST_EXTRA_ROOTS', pem: lab.rootPem, kind: 'public' }],
    platform: labPlatform(createNodePlatform(), lab.map, view, region),
    ipv6Witnesses: lab.ipv6Witnesses,
  })
}
