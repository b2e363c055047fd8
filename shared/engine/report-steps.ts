import type { ReportStep } from './schema.ts'

/** Every step of a report, parents before their children. */
export function* everyStep(steps: readonly ReportStep[]): Generator<ReportStep, void, undefined> {
  for (const step of steps) {
    yield step
    yield* everyStep(step.steps)
  }
}
