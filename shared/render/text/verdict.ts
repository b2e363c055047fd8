import type { Report, Verdict } from '../../engine/index.ts'
import { advice, circumstances, outcomeText, reservation } from '../verdict-words.ts'
import type { Ink, MarkName, Style } from './style.ts'
import { wrap } from './wrap.ts'

const MARKS: Readonly<Record<Verdict['outcome'], { mark: MarkName; ink: Ink }>> = {
  works: { mark: 'good', ink: 'green' },
  fails: { mark: 'bad', ink: 'red' },
  unknown: { mark: 'unknown', ink: 'yellow' },
}

/** The outcome, in one line: what a terminal leaves behind where the report went elsewhere. */
export function verdictLine(report: Report, style: Style): string {
  return verdictHeading(report, style).join('\n')
}

/** What came out, and what to do first. */
export function verdictLines(report: Report, style: Style): string[] {
  const { first, unanswered, moreUnanswered, after } = advice(report)
  const prose = (margin: string, rest: string) => (line: string) =>
    wrap(style.foreign(line), style.proseWidth, { first: margin, rest })
  return [
    ...verdictHeading(report, style),
    ...circumstances(report).flatMap(prose('  ', '  ')),
    '',
    ...first.flatMap(prose('', '')),
    ...unanswered.flatMap(prose('- ', '  ')),
    ...(moreUnanswered > 0 ? [`- and ${moreUnanswered} more, marked ? below`] : []),
    ...after.flatMap(prose('', '')),
  ]
}

function verdictHeading(report: Report, style: Style): string[] {
  const { mark, ink } = MARKS[report.verdict.outcome]
  const besides = reservation(report)
  const words = `${outcomeText(report).toUpperCase()}${besides === undefined ? '' : ` (${besides})`}`
  const { probe, target } = report.request
  const heading = `${style.mark(mark)} ${words}: ${style.foreign(`${probe} ${target}`)}`
  return wrap(heading, style.proseWidth, { first: '', rest: '  ' }).map((line) => style.paint(ink, line))
}
