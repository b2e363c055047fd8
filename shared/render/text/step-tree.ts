import type { Report } from '../../engine/index.ts'
import { type StepLine, stepLines as unescapedLines } from '../step-lines.ts'
import { displayWidth } from './display-width.ts'
import type { Style } from './style.ts'
import { wrap } from './wrap.ts'

export type { StepLine } from '../step-lines.ts'

/** The steps of a report, parents before their children, as lines whose texts are escaped. */
export function stepLines(report: Report, style: Style): StepLine[] {
  return unescapedLines(report).map((line) => ({
    ...line,
    title: style.foreign(line.title),
    details: line.details.map((detail) => style.foreign(detail)),
    codes: line.codes.map((code) => style.foreign(code)),
  }))
}

/** How far a step is moved to the right: on a narrow screen the deep ones stay in reach. */
export function indentOf(depth: number, { width }: Style): string {
  return '  '.repeat(Math.min(depth, Math.floor(width / 8)))
}

/** The tree, laid out: a line a step where it fits. What was asked before, and went well, is not shown again. */
export function stepTree(report: Report, style: Style): string[] {
  return stepLines(report, style)
    .filter(({ step, mark }) => step.status !== 'shared' || mark.name !== 'good')
    .flatMap((line) => laidOut(line, style))
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
