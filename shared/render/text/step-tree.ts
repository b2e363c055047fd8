import { everyStep, type Report, type ReportStep } from '../../engine/index.ts'
import { evidenceLine } from '../evidence-line.ts'
import { namedBy, stepTitle } from '../step-title.ts'
import { displayWidth } from './display-width.ts'
import { durationText } from './duration.ts'
import { type StepMark, stepMarks } from './step-marks.ts'
import type { Style } from './style.ts'
import { wrap } from './wrap.ts'

/** A step as a line of the tree, not laid out yet. */
export interface StepLine {
  readonly step: ReportStep
  readonly depth: number
  readonly mark: StepMark
  /** Escaped already. */
  readonly title: string
  /** The duration, and what was learned, or why nothing was. Escaped already. */
  readonly details: readonly string[]
  /** The codes of the findings that this step raised. */
  readonly codes: readonly string[]
}

/** The steps of a report, parents before their children, as lines. */
export function stepLines(report: Report, style: Style): StepLine[] {
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
      mark: marks.get(step.id) ?? { name: 'running', ink: 'cyan' },
      title: style.foreign(stepTitle(step.check, step.input, above)),
      details: details(step)
        .filter((detail) => detail !== '')
        .map((detail) => style.foreign(detail)),
      codes: report.findings
        .filter((finding) => finding.step === step.id)
        .map(({ code }) => style.foreign(code)),
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

/** How far a step is moved to the right: on a narrow screen the deep ones stay in reach. */
export function indentOf(depth: number, { width }: Style): string {
  return '  '.repeat(Math.min(depth, Math.floor(width / 8)))
}

/** The tree, laid out: a line a step where it fits. */
export function stepTree(report: Report, style: Style): string[] {
  return stepLines(report, style).flatMap((line) => laidOut(line, style))
}

/** One step, laid out: its title, and what came of it beside it or, where that does not fit, below. */
export function laidOut({ depth, mark, title, details, codes }: StepLine, style: Style): string[] {
  const indent = indentOf(depth, style)
  const below = `${indent}    `
  const sign = style.mark(mark.name)
  const painted = (plain: string) =>
    `${indent}${style.paint(mark.ink, sign)}${plain.slice(indent.length + sign.length)}`
  const head = `${indent}${sign} ${title}`
  const detail = details.join(', ')
  const raised = codes.flatMap((code) =>
    wrap(`${style.arrow} ${code}`, style.width, { first: below, rest: `${below}  ` }).map((each) =>
      style.paint(mark.ink, each),
    ),
  )
  if (displayWidth(`${head}  ${detail}`) <= style.width) {
    const beside = detail === '' ? '' : `  ${style.paint('dim', detail)}`
    return [`${painted(head)}${beside}`, ...raised]
  }
  const [first = '', ...rest] = wrap(title, style.width, { first: `${indent}${sign} `, rest: `${indent}  ` })
  const described = detail === '' ? [] : wrap(detail, style.width, { first: below, rest: below })
  return [painted(first), ...rest, ...described.map((each) => style.paint('dim', each)), ...raised]
}
