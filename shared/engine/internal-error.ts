import type { NewFinding } from './step.ts'

/** Outpost itself went wrong in a step: no fault of the estate's, so never an error, but never silent. */
export function internalError(step: string, message: string): NewFinding {
  return {
    code: 'internal-error',
    severity: 'warning',
    where: 'both',
    subject: { kind: 'run' },
    values: { step, message },
  }
}
