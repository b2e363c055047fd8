import type { Vantage } from '../shared/vantage/index.ts'
import type { RunCommand } from './command.ts'
import { UsageError } from './usage-error.ts'

export interface OpenVantage {
  readonly vantage: Vantage
  /** Waits for what its runs still end at servers, also where nobody listens any more: 20 s or so at most. */
  close(): Promise<void>
}

/** What is to be known of a command to say where it looks from. */
export type WhereFrom = Pick<RunCommand, 'edge' | 'lab' | 'perspective' | 'resolvers' | 'systemRoots'>

/** The vantage that the options ask for. Only what it needs is loaded. */
export function openVantage(command: WhereFrom, token: string | undefined): Promise<OpenVantage> {
  if (command.edge !== undefined) return openEdge(command.edge, token)
  return command.lab ? openLab(command) : openLocal(command)
}

async function openEdge(url: URL, token: string | undefined): Promise<OpenVantage> {
  if (!token) {
    throw new UsageError(
      "--edge needs the edge's token: expected it in the environment variable OUTPOST_TOKEN",
    )
  }
  const { EdgeError, edgeVantage } = await import('../shared/vantage/index.ts')
  try {
    return heldOpen(edgeVantage({ url, token }))
  } catch (error) {
    if (error instanceof EdgeError) throw new UsageError(`--edge: ${error.message}`)
    throw error
  }
}

/** A process that ends would take along what goes on behind a run that was cancelled. */
function heldOpen(vantage: Vantage): OpenVantage {
  const held: Promise<unknown>[] = []
  return {
    vantage: {
      ...vantage,
      run: (request, use) => vantage.run(request, { ...use, holdOn: (work) => held.push(work) }),
    },
    close: async () => {
      await Promise.allSettled(held)
    },
  }
}

async function openLocal({ perspective, resolvers, systemRoots }: WhereFrom): Promise<OpenVantage> {
  const { localVantage } = await import('../node/local-vantage.ts')
  const vantage = localVantage({
    systemRoots,
    ...(perspective !== undefined && { perspective }),
    ...(resolvers !== undefined && { resolvers }),
  })
  return { vantage, close: async () => {} }
}

async function openLab({ perspective = 'outside', systemRoots }: WhereFrom): Promise<OpenVantage> {
  const { startLabVantage } = await import('./lab-vantage.ts')
  return startLabVantage({ perspective, systemRoots })
}
