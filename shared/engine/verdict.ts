import { everyStep } from './report-steps.ts'
import type { Finding, ReportStep, Verdict } from './schema.ts'

/**
 * The verdict: *fails* with any error; *could not be told* when a needed step gave no answer; else *works*.
 * A step that was skipped is judged by the step whose answer it lacked.
 */
export function judge(run: { findings: readonly Finding[]; steps: readonly ReportStep[] }): Verdict {
  const errors = run.findings.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) return { outcome: 'fails', because: errors.map(({ id }) => id) }
  const unanswered = [...everyStep(run.steps)].filter(
    ({ needed, status }) => needed && status !== 'passed' && status !== 'skipped' && status !== 'shared',
  )
  if (unanswered.length > 0) return { outcome: 'unknown', because: unanswered.map(({ id }) => id) }
  return { outcome: 'works', because: [] }
}
