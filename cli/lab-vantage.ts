import { FAR_REGION, labPlatform, startLab } from '../lab/index.ts'
import { localVantage } from '../node/local-vantage.ts'
import { createNodePlatform } from '../node/platform.ts'
import type { Perspective } from '../shared/engine/index.ts'
import type { Vantage } from '../shared/vantage/index.ts'
import type { OpenVantage } from './open-vantage.ts'

/** Starts the lab in this process, and a vantage whose internet it is. */
export async function startLabVantage({
  perspective,
  systemRoots,
}: {
  readonly perspective: Perspective
  readonly systemRoots: boolean
}): Promise<OpenVantage> {
  const lab = await startLab()
  const vantage = localVantage({
    name: 'the lab',
    perspective,
    resolvers: perspective === 'inside' ? ['system'] : lab.resolvers.map(({ url }) => new URL(url)),
    systemRoots,
    extraRoots: [{ name: "the lab's authority", pem: lab.rootPem, kind: 'public' }],
    platform: labPlatform(createNodePlatform(), lab.map, perspective),
    ipv6Witnesses: lab.ipv6Witnesses,
  })
  return { vantage, close: () => lab.close() }
}

/** Starts the lab, and stands on both sides of its tenants' firewalls, and outside once more where it is far away. */
export async function startLabSides(): Promise<{ vantages: Vantage[]; close: () => Promise<void> }> {
  const lab = await startLab()
  const side = (name: string, perspective: Perspective, region?: string) =>
    localVantage({
      name,
      perspective,
      resolvers: perspective === 'inside' ? ['system'] : lab.resolvers.map(({ url }) => new URL(url)),
      extraRoots: [{ name: "the lab's authority", pem: lab.rootPem, kind: 'public' }],
      platform: labPlatform(createNodePlatform(), lab.map, perspective, region),
      ipv6Witnesses: lab.ipv6Witnesses,
    })
  const vantages = [
    side('the lab', 'inside'),
    side('the lab', 'outside'),
    side('the lab, far away', 'outside', FAR_REGION),
  ]
  return { vantages, close: () => lab.close() }
}
