import type { Report, ReportStep, Severity } from '../engine/index.ts'

export type MarkName = 'good' | 'bad' | 'warning' | 'unknown' | 'skipped' | 'running' | 'info'

/** How a step or a certificate is marked: with which sign, and how loudly. `dim`: it is as it should be, or does not matter. */
export interface StepMark {
  readonly name: MarkName
  readonly ink: 'red' | 'yellow' | 'green' | 'cyan' | 'dim'
}

/**
 * The mark of every step of a report, by its id. A finding outweighs the status: a question that was answered
 * may have brought a fault to light. Findings show on the steps above as well, so that the way to them is
 * marked; a mere "no" without a finding is healthy, and stays where it is.
 */
export function stepMarks(report: Report): ReadonlyMap<string, StepMark> {
  const severities = new Map<string, Severity>()
  for (const { step, severity } of report.findings) {
    if (severities.get(step) !== 'error') severities.set(step, severity)
  }
  const marks = new Map<string, StepMark>()
  const shared: ReportStep[] = []

  const worst = (step: ReportStep): Severity | undefined => {
    const own = severities.get(step.id)
    const below = step.steps.map(worst)
    const found = (['error', 'warning'] as const).find((each) => own === each || below.includes(each))
    if (step.status === 'shared') shared.push(step)
    else marks.set(step.id, markOf(step, found))
    return found
  }
  report.steps.forEach(worst)
  for (const { id, sharedWith = '' } of shared) marks.set(id, marks.get(sharedWith) ?? RUNNING)
  return marks
}

export const RUNNING: StepMark = { name: 'running', ink: 'cyan' }

function markOf({ status, needed }: ReportStep, found: Severity | undefined): StepMark {
  if (found === 'error') return { name: 'bad', ink: 'red' }
  if (found === 'warning') return { name: 'warning', ink: 'yellow' }
  switch (status) {
    case 'passed':
      return { name: 'good', ink: 'green' }
    case 'failed':
      return { name: 'bad', ink: 'dim' }
    case 'unanswered':
      return { name: 'unknown', ink: needed ? 'yellow' : 'dim' }
    case 'error':
      return { name: 'unknown', ink: 'yellow' }
    case 'skipped':
    case 'cancelled':
      return { name: 'skipped', ink: 'dim' }
    case 'running':
    case 'shared':
      return RUNNING
  }
}
