import type { Generation } from './generation.ts'

/** When this table was last held against Microsoft's list of builds and its lifecycle dates. */
export const BUILDS_AS_OF = '2025-11'

interface Lifecycle {
  /** The last build with security updates that anybody could get, and what it is called. */
  readonly lastBuild: string
  readonly name: string
  /** When support ended; absent while it lasts. */
  readonly ended?: string
}

const LIFECYCLES: Readonly<Record<Generation, Lifecycle>> = {
  2007: { lastBuild: '8.3.517.0', name: 'SP3 RU23', ended: '2017-04-11' },
  2010: { lastBuild: '14.3.513.0', name: 'SP3 RU32', ended: '2020-10-13' },
  2013: { lastBuild: '15.0.1497.48', name: 'CU23 with the update of March 2023', ended: '2023-04-11' },
  2016: { lastBuild: '15.1.2507.61', name: 'CU23 with the update of October 2025', ended: '2025-10-14' },
  2019: { lastBuild: '15.2.1748.39', name: 'CU15 with the update of October 2025', ended: '2025-10-14' },
  se: { lastBuild: '15.2.2562.29', name: 'RTM with the update of October 2025' },
}

export function lifecycleOf(generation: Generation): Lifecycle {
  return LIFECYCLES[generation]
}

/** The first build of Subscription Edition, which goes on where 2019 ends. */
const SUBSCRIPTION_EDITION = [15, 2, 2562]

/** Which generation a build belongs to: `15.1.2507.39`, or without its last part. */
export function generationOfBuild(build: string): Generation | undefined {
  const [major, minor] = build.split('.').map(Number)
  if (major === 8) return '2007'
  if (major === 14) return '2010'
  if (major !== 15) return undefined
  if (minor === 0) return '2013'
  if (minor === 1) return '2016'
  if (minor !== 2) return undefined
  return compareBuilds(build, SUBSCRIPTION_EDITION.join('.')) < 0 ? '2019' : 'se'
}

/** Negative when the first is older. Compares the parts that both have: a form tells three of four. */
export function compareBuilds(left: string, right: string): number {
  const [ours, theirs] = [left, right].map((build) => build.split('.').map(Number))
  const parts = ours?.map((part, index) => part - (theirs?.[index] ?? part)) ?? []
  return parts.find((difference) => difference !== 0) ?? 0
}
