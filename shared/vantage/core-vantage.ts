import { type ProbeRequest, type RunSurroundings, runProbe } from '../engine/index.ts'
import { prepareProbe, readOverrides, requireRoomToHold } from '../probes/index.ts'
import type { Vantage } from './vantage.ts'

/** A vantage that runs the core where it stands: the Worker's, the command line's, the editor's. */
export function coreVantage(surroundings: RunSurroundings): Vantage {
  return {
    name: surroundings.vantage.name,
    perspective: surroundings.vantage.perspective,
    async *run(given: ProbeRequest, use) {
      const { overrides } = given
      const request = overrides ? { ...given, overrides: readOverrides(overrides) } : given
      const probe = prepareProbe(request)
      requireRoomToHold(request, surroundings)
      yield* runProbe(probe, request, surroundings, use)
    },
  }
}
