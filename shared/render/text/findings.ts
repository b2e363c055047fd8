import type { Finding, Report, Severity } from '../../engine/index.ts'
import { describeFinding, type Remedy } from '../../findings/index.ts'
import { follows, SEVERITY_WORDS } from '../finding-counts.ts'
import { type FindingGroup, findingGroups, SEVERITIES } from '../finding-groups.ts'
import { remedyHeading } from '../remedy-words.ts'
import { subjectText } from '../subject-text.ts'
import { Told } from '../told.ts'
import type { Ink, MarkName, Style } from './style.ts'
import { wrap } from './wrap.ts'

const MARKS: Readonly<Record<Severity, { mark: MarkName; ink: Ink }>> = {
  error: { mark: 'bad', ink: 'red' },
  warning: { mark: 'warning', ink: 'yellow' },
  info: { mark: 'info', ink: 'cyan' },
  advice: { mark: 'info', ink: 'cyan' },
}

const TEXT = { first: '  ', rest: '  ' }
const COMMAND = '      '
const MOST_CONSEQUENCES = 20

/** Every finding with what it means and what mends it, the worst first; those that follow from another below it. */
export function findingSections(report: Report, style: Style): string[] {
  const told = new Told()
  const groups = findingGroups(report)
  return SEVERITIES.flatMap((severity) => {
    const those = groups.filter((group) => group.severity === severity)
    if (those.length === 0) return []
    const { many } = SEVERITY_WORDS[severity]
    const heading = `${many.toUpperCase()} (${those.length})`
    return [
      style.paint('bold', heading),
      '',
      ...those.flatMap((group) => [...findingLines(group, told, style), '']),
    ]
  })
}

function consequencesLines(consequences: readonly Finding[], style: Style): string[] {
  if (consequences.length === 0) return []
  const shown = consequences.slice(0, MOST_CONSEQUENCES)
  const more = consequences.length - shown.length
  return [
    '',
    ...wrap(`${consequences.length} more ${follows(consequences.length)} from it:`, style.proseWidth, TEXT),
    ...shown.flatMap((finding) => consequenceLines(finding, style)),
    ...(more > 0 ? [`    and ${more} more`] : []),
  ]
}

/** A finding that ends with its cause: what it is, and nothing to mend. */
function consequenceLines(finding: Finding, style: Style): string[] {
  const { sentence, row } = describeFinding(finding)
  const { mark, ink } = MARKS[finding.severity]
  const heading = `${finding.code}${row === undefined ? '' : ` (${row})`}  ${subjectText(finding.subject)}`
  return [
    ...wrap(style.foreign(heading), style.proseWidth, {
      first: `    ${style.mark(mark)} `,
      rest: '      ',
    }).map((line) => style.paint(ink, line)),
    ...wrap(style.foreign(sentence), style.proseWidth, { first: '      ', rest: '      ' }),
  ]
}

function findingLines({ cause: finding, consequences }: FindingGroup, told: Told, style: Style): string[] {
  const text = describeFinding(finding)
  const { mark, ink } = MARKS[finding.severity]
  const prose = (words: string) => wrap(style.foreign(words), style.proseWidth, TEXT)
  const row = text.row === undefined ? '' : ` (${text.row})`
  const about = subjectText(finding.subject)
  return [
    ...wrap(style.foreign(`${finding.code}${row}  ${about}`), style.proseWidth, {
      first: `${style.mark(mark)} `,
      rest: '  ',
    }).map((line) => style.paint(ink, line)),
    ...prose(text.sentence).map((line) => style.paint('bold', line)),
    ...(told.before(text.meaning, finding) === undefined ? prose(text.meaning) : []),
    ...text.remedies.flatMap((remedy) => remedyLines(remedy, finding, told, style)),
    ...(text.verify.length === 0
      ? []
      : ['', ...prose('To check afterwards:'), ...commandLines(text.verify, style)]),
    ...consequencesLines(consequences, style),
    ...prose(text.page).map((line) => style.paint('dim', line)),
  ]
}

function remedyLines(remedy: Remedy, finding: Finding, told: Told, style: Style): string[] {
  const where = remedyHeading(remedy)
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
