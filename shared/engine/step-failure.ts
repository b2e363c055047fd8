import type { Reason, StepStatus } from './schema.ts'

/** Thrown to whoever asked a check that has no answer. Names the step that is to blame. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure'
  readonly step: string
  readonly status: Exclude<StepStatus, 'passed'>
  readonly reason: Reason

  constructor(step: string, status: Exclude<StepStatus, 'passed'>, reason: Reason) {
    super(`${reason.code}: ${reason.message}`)
    this.step = step
    this.status = status
    this.reason = reason
  }
}

export type Settled<Answer> =
  | { readonly answered: true; readonly answer: Answer }
  | { readonly answered: false; readonly failure: StepFailure }

/**
 * Waits for an answer that the asker can do without. A step that failed is a value then; anything
 * else that was thrown goes on.
 */
export async function settle<Answer>(asked: Promise<Answer>): Promise<Settled<Answer>> {
  try {
    return { answered: true, answer: await asked }
  } catch (error) {
    if (error instanceof StepFailure) return { answered: false, failure: error }
    throw error
  }
}
