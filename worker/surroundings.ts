import type { RunDeadlines, RunSurroundings } from '../shared/engine/index.ts'
import type { Endpoint, Platform } from '../shared/platform/index.ts'
import { httpsResolvers } from '../shared/vantage/index.ts'
import type { Configuration } from './configuration.ts'

export const EDGE_DEADLINES: RunDeadlines = { defaultDeadlineSeconds: 60, longestDeadlineSeconds: 120 }

/** What the runtime allows a request. */
const CONNECTION_LIMIT = 6

/** The internet that runs see: the real one, or the lab's. */
export interface Internet {
  readonly platform: Platform
  /** Endpoints known to answer by IPv6. */
  readonly ipv6Witnesses: readonly Endpoint[]
  /** The configured roots are what everybody on it trusts. */
  readonly rootsArePublic?: true
}

/** What the edge lends to the run that a request asks for. */
export function edgeSurroundings(
  { resolvers, policy, extraRoots }: Configuration,
  { platform, ipv6Witnesses, rootsArePublic }: Internet,
  request: Request,
): RunSurroundings {
  const dataCentre = dataCentreOf(request)
  const asked = httpsResolvers(platform, resolvers)
  return {
    platform,
    vantage: {
      name: 'edge',
      kind: 'edge',
      perspective: 'outside',
      ...(dataCentre !== undefined && { dataCentre }),
      resolvers: asked.map(({ name }) => name),
    },
    resolvers: asked,
    policy,
    connectionLimit: CONNECTION_LIMIT,
    ...EDGE_DEADLINES,
    extraRoots:
      extraRoots === undefined
        ? []
        : [{ name: 'OUTPOST_EXTRA_ROOTS', pem: extraRoots, kind: rootsArePublic ? 'public' : 'given' }],
    ipv6Witnesses,
  }
}

/** The runtime says where the request came in: an airport's code. */
function dataCentreOf(request: Request): string | undefined {
  const { cf } = request as { cf?: { colo?: unknown } }
  return typeof cf?.colo === 'string' ? cf.colo : undefined
}
