import type { Perspective, ProbeEvent, ProbeRequest, RunUse } from '../engine/index.ts'

/** Where a probe is run from: here, or at an edge. Whoever listens folds the same events. */
export interface Vantage {
  readonly name: string
  readonly perspective: Perspective
  /**
   * Runs a probe; the events end with `run-ended`. Aborting `signal`, or no longer listening, ends the run.
   * @throws RequestError (from the first `next()`) when the request is not one that this vantage can run
   */
  run(request: ProbeRequest, use: RunUse): AsyncIterable<ProbeEvent>
}
