import type { ProbeRequest } from './request.ts'

/** The share of what is left of the run that a step may use: its asker still has to tell what came of it. */
export const STEP_SHARE = 0.9

/** How long runs may take at a vantage, in seconds. */
export interface RunDeadlines {
  /** For requests that name no deadline. */
  readonly defaultDeadlineSeconds: number
  readonly longestDeadlineSeconds: number
}

/** When a run of this request has to have ended, in seconds from its beginning. */
export function deadlineSecondsOf(
  { deadlineSeconds }: Pick<ProbeRequest, 'deadlineSeconds'>,
  { defaultDeadlineSeconds, longestDeadlineSeconds }: RunDeadlines,
): number {
  return Math.min(deadlineSeconds ?? defaultDeadlineSeconds, longestDeadlineSeconds)
}
