import { labPlatform, startLab } from '../lab/index.ts'
import { localVantage } from '../node/local-vantage.ts'
import { createNodePlatform } from '../node/platform.ts'
import type { Perspective } from '../shared/engine/index.ts'
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
