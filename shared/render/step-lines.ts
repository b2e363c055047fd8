import { everyStep, type Report, type ReportStep } from '../engine/index.ts'
import { durationText } from './duration.ts'
import { evidenceLine } from './evidence-line.ts'
import { RUNNING, type StepMark, stepMarks } from './step-marks.ts'
import { namedBy, stepTitle } from './step-title.ts'

/** A step as a line of the tree, not laid out yet. Texts are foreign: whoever shows them escapes for their sink. */
export interface StepLine {
  readonly step: ReportStep
  readonly depth: number
  readonly mark: StepMark
  readonly title: string
  /** The duration, and what was learned, or why nothing was. */
  readonly details: readonly string[]
  /** The codes of the findings that this step raised. */
  readonly codes: readonly string[]
}

/** The steps of a report, parents before their children, as lines. */
export function stepLines(report: Report): StepLine[] {
  const marks = stepMarks(report)
  const byId = new Map(Array.from(everyStep(report.steps), (step) => [step.id, step]))
  const parents = new Map(
    Array.from(everyStep(report.steps)).flatMap((parent) =>
      parent.steps.map(({ id }) => [id, parent] as const),
    ),
  )
  const titleOf = (step: ReportStep | undefined) =>
    step === undefined ? 'a step that this report does not have' : stepTitle(step.check, step.input)

  const details = (step: ReportStep): string[] => {
    const { status, reason, because, sharedWith, durationMs } = step
    if (status === 'shared') {
      const first = parents.get(sharedWith ?? '')
      return [first === undefined ? 'asked once' : `asked once, see under "${titleOf(first)}"`]
    }
    if (status === 'skipped') return [`not asked for want of "${titleOf(byId.get(because ?? ''))}"`]
    if (status === 'running') return []
    const took = durationMs === undefined || durationMs < 1 ? [] : [durationText(durationMs)]
    const why = status === 'passed' || reason === undefined ? [] : [reasonText(step)]
    return [...took, ...why, evidenceLine(step.evidence)]
  }

  const lines: StepLine[] = []
  const visit = (step: ReportStep, depth: number, above: ReadonlySet<string>) => {
    lines.push({
      step,
      depth,
      mark: marks.get(step.id) ?? RUNNING,
      title: stepTitle(step.check, step.input, above),
      details: details(step).filter((detail) => detail !== ''),
      codes: report.findings.filter((finding) => finding.step === step.id).map(({ code }) => code),
    })
    const known = new Set([...above, ...namedBy(step.input)])
    for (const child of step.steps) visit(child, depth + 1, known)
  }
  for (const root of report.steps) visit(root, 0, new Set())
  return lines
}

/** Why a step has no answer: the machine's own words, but for a run that somebody ended. */
export function reasonText({ status, reason }: ReportStep): string {
  return status === 'cancelled' ? 'cancelled' : (reason?.message ?? 'no answer yet')
}
