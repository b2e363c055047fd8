import type { Finding, Report, Severity } from '../../engine/index.ts'
import { describeFinding, type Remedy } from '../../findings/index.ts'
import { subjectText } from '../subject-text.ts'
import { findingsOf, SEVERITIES } from './finding-order.ts'
import type { Ink, MarkName, Style } from './style.ts'
import { Told } from './told.ts'
import { wrap } from './wrap.ts'

const HEADINGS: Readonly<Record<Severity, { one: string; many: string; mark: MarkName; ink: Ink }>> = {
  error: { one: 'error', many: 'errors', mark: 'bad', ink: 'red' },
  warning: { one: 'warning', many: 'warnings', mark: 'warning', ink: 'yellow' },
  info: { one: 'for information', many: 'for information', mark: 'info', ink: 'cyan' },
  advice: { one: 'advice', many: 'advice', mark: 'info', ink: 'cyan' },
}

const TEXT = { first: '  ', rest: '  ' }
const COMMAND = '      '

/** How many findings of each severity there are, in words; empty without any. */
export function findingCounts(report: Report): string {
  return SEVERITIES.flatMap((severity) => {
    const count = findingsOf(report, severity).length
    const { one, many } = HEADINGS[severity]
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]
  }).join(', ')
}

/** Every finding with what it means and what mends it, the worst first. */
export function findingSections(report: Report, style: Style): string[] {
  const told = new Told()
  return SEVERITIES.flatMap((severity) => {
    const findings = findingsOf(report, severity)
    if (findings.length === 0) return []
    const { many } = HEADINGS[severity]
    const heading = `${many.toUpperCase()} (${findings.length})`
    return [
      style.paint('bold', heading),
      '',
      ...findings.flatMap((finding) => [...findingLines(finding, report, told, style), '']),
    ]
  })
}

function findingLines(finding: Finding, report: Report, told: Told, style: Style): string[] {
  const text = describeFinding(finding)
  const { mark, ink } = HEADINGS[finding.severity]
  const prose = (words: string) => wrap(style.foreign(words), style.proseWidth, TEXT)
  const row = text.row === undefined ? '' : ` (${text.row})`
  const about = subjectText(finding.subject)
  const causes = report.findings.filter(({ id }) => finding.causedBy.includes(id)).map(({ code }) => code)
  return [
    ...wrap(style.foreign(`${finding.code}${row}  ${about}`), style.proseWidth, {
      first: `${style.mark(mark)} `,
      rest: '  ',
    }).map((line) => style.paint(ink, line)),
    ...prose(text.sentence).map((line) => style.paint('bold', line)),
    ...(told.before(text.meaning, finding) === undefined ? prose(text.meaning) : []),
    ...(causes.length === 0 ? [] : prose(`Follows from ${causes.join(', ')}: mend that first.`)),
    ...text.remedies.flatMap((remedy) => remedyLines(remedy, finding, told, style)),
    ...(text.verify.length === 0
      ? []
      : ['', ...prose('To check afterwards:'), ...commandLines(text.verify, style)]),
    ...prose(text.page).map((line) => style.paint('dim', line)),
  ]
}

function remedyLines(remedy: Remedy, finding: Finding, told: Told, style: Style): string[] {
  const versions = remedy.for === 'any' ? '' : ` (${remedy.for})`
  const where = `${remedy.where.slice(0, 1).toUpperCase()}${remedy.where.slice(1)}${versions}`
  const margin = { first: `  ${style.arrow} `, rest: `  ${' '.repeat(style.arrow.length)} ` }
  const laidOut = (words: string) => wrap(style.foreign(words), style.proseWidth, margin)
  const first = told.before(JSON.stringify(remedy), finding)
  if (first !== undefined) {
    return ['', ...laidOut(`${where}: as told above for ${first.code}, ${subjectText(first.subject)}.`)]
  }
  return ['', ...laidOut(`${where}: ${remedy.text}`), ...commandLines(remedy.commands ?? [], style)]
}

/** Commands are never broken: a line that is copied must be the whole line. */
function commandLines(commands: readonly string[], style: Style): string[] {
  return commands.map((command) => `${COMMAND}${style.paint('cyan', style.foreign(command))}`)
}
