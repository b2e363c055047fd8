import { nearest } from '../shared/documents/nearest.ts'
import type { ProbeRequest } from '../shared/engine/index.ts'
import { prepareProbe, probes, RequestError } from '../shared/probes/index.ts'
import type { RunCommand } from './command.ts'
import { readOverride } from './read-overrides.ts'
import { readRoots } from './read-roots.ts'
import { UsageError } from './usage-error.ts'

/**
 * The request that the command line stands for, found to be one: an edge is not bothered with a misspelling.
 *
 * @throws UsageError saying what was expected
 */
export async function prepareRequest(command: RunCommand): Promise<ProbeRequest> {
  const { probe, target, deadlineSeconds, server, starttls, rpc, activesyncSync, rootsFile } = command
  const overrides = command.overrides.map(readOverride)
  const request = {
    probe,
    target,
    ...(deadlineSeconds !== undefined && { deadlineSeconds }),
    ...(server !== undefined && { server }),
    ...(starttls !== undefined && { starttls }),
    ...(rpc !== undefined && { rpc }),
    ...(activesyncSync && { activesyncSync }),
    ...(overrides.length > 0 && { overrides }),
    ...(rootsFile !== undefined && { roots: await readRoots(rootsFile) }),
  }
  try {
    prepareProbe(request)
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    const meant =
      error.code === 'unknown-probe'
        ? nearest(
            probe,
            probes.map(({ name }) => name),
          )
        : undefined
    throw new UsageError(`${error.message}${meant === undefined ? '' : `; did you mean ${meant}?`}`)
  }
  // Loaded only where it is looked at.
  if (command.lab) (await import('./lab-tenants.ts')).insistOnTenants([target])
  return request
}
