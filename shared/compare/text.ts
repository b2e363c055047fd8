import type { Finding, Verdict } from '../engine/index.ts'
import { describeFinding } from '../findings/index.ts'
import { subjectText } from '../render/subject-text.ts'
import { createStyle, type Ink, type MarkName, type Style, type TextOptions } from '../render/text/style.ts'
import { wrap } from '../render/text/wrap.ts'
import type { Comparison, Difference, SharedFinding } from './comparison.ts'
import type { ChangedFinding, Diff } from './diff.ts'
import { describeDifference, headline } from './words.ts'

const OUTCOMES: Readonly<Record<Verdict['outcome'], { words: string; mark: MarkName; ink: Ink }>> = {
  works: { words: 'works', mark: 'good', ink: 'green' },
  fails: { words: 'fails', mark: 'bad', ink: 'red' },
  unknown: { words: 'could not be told', mark: 'unknown', ink: 'yellow' },
}

const MARKS: Readonly<Record<Finding['severity'], { mark: MarkName; ink: Ink }>> = {
  error: { mark: 'bad', ink: 'red' },
  warning: { mark: 'warning', ink: 'yellow' },
  info: { mark: 'info', ink: 'cyan' },
  advice: { mark: 'info', ink: 'cyan' },
}

/** A comparison as text for a terminal or a plain page. Whatever came from the network is escaped. */
export function renderComparison(comparison: Comparison, options: TextOptions): string {
  const style = createStyle(options)
  const { probe, target, sides, differences, somewhere, everywhere } = comparison
  const lines = [
    ...prose(`${probe} ${target}, seen from ${sides.length} sides`, style, '').map((line) =>
      style.paint('bold', line),
    ),
    ...sides.flatMap(({ name, outcome, state }) => {
      const { words, mark, ink } = OUTCOMES[outcome]
      const cut = state === 'completed' ? '' : ` (${state})`
      return laidOut(`${name}: ${words}${cut}`, `  ${style.mark(mark)} `, '    ', style).map((line) =>
        style.paint(ink, line),
      )
    }),
    '',
    ...prose(headline(comparison), style, ''),
    '',
    ...section('DIFFERENCES', differences, style, (each) => differenceLines(each, comparison, style)),
    ...section('FOUND FROM SOME SIDES', somewhere, style, (each) => someLines(each, comparison, style)),
    ...section('FOUND FROM ALL SIDES', everywhere, style, ({ finding }) => findingLines(finding, style)),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function differenceLines(difference: Difference, comparison: Comparison, style: Style): string[] {
  const { mark, ink } = MARKS[difference.severity]
  const { title, meaning, remedies } = describeDifference(difference, comparison)
  return [
    ...laidOut(`${difference.kind}  ${title}`, `${style.mark(mark)} `, '  ', style).map((line) =>
      style.paint(ink, line),
    ),
    ...difference.seen.flatMap(({ side, what }) =>
      laidOut(`${comparison.sides[side]?.name ?? 'a side'}: ${what}`, '    ', '      ', style),
    ),
    ...prose(meaning, style, '  '),
    ...remedies.flatMap(({ where, text, commands = [] }) => [
      ...laidOut(
        `${where.slice(0, 1).toUpperCase()}${where.slice(1)}: ${text}`,
        `  ${style.arrow} `,
        `  ${' '.repeat(style.arrow.length)} `,
        style,
      ),
      ...commands.map((command) => `      ${style.paint('cyan', style.foreign(command))}`),
    ]),
    '',
  ]
}

function someLines({ finding, sides }: SharedFinding, comparison: Comparison, style: Style): string[] {
  const names = sides.map((side) => comparison.sides[side]?.name ?? 'a side').join(', ')
  return [...findingLines(finding, style), ...laidOut(`Only from ${names}.`, '  ', '  ', style)]
}

function findingLines(finding: Finding, style: Style): string[] {
  const { mark, ink } = MARKS[finding.severity]
  const heading = `${finding.code}  ${subjectText(finding.subject)}`
  return [
    ...laidOut(heading, `${style.mark(mark)} `, '  ', style).map((line) => style.paint(ink, line)),
    ...prose(describeFinding(finding).sentence, style, '  '),
  ]
}

/** What got better and what got worse, as text. */
export function renderDiff(diff: Diff, options: TextOptions): string {
  const style = createStyle(options)
  const { probe, target, before, after } = diff
  const moment = ({ startedAt, outcome, vantage }: Diff['before']) =>
    `${startedAt.slice(0, 16).replace('T', ' ')} UTC, ${vantage}: ${OUTCOMES[outcome].words}`
  const lines = [
    ...prose(`${probe} ${target}, then and now`, style, '').map((line) => style.paint('bold', line)),
    ...prose(`Then  ${moment(before)}`, style, '  '),
    ...prose(`Now   ${moment(after)}`, style, '  '),
    '',
    ...prose(diffHeadline(diff), style, ''),
    '',
    ...section('WORSE', [...diff.broken, ...diff.worsened], style, (each) => changeLines(each, style)),
    ...section('BETTER', [...diff.mended, ...diff.eased], style, (each) => changeLines(each, style)),
    ...section('NOT SEEN THIS TIME', diff.unseen, style, (each) => findingLines(each, style)),
    ...section('UNCHANGED', diff.unchanged, style, (each) => findingLines(each, style)),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function diffHeadline({ broken, worsened, mended, eased, unchanged, unseen }: Diff): string {
  const [worse, better] = [broken.length + worsened.length, mended.length + eased.length]
  const parts = [
    worse > 0 && `${worse} got worse`,
    better > 0 && `${better} got better`,
    unchanged.length > 0 && `${unchanged.length} as before`,
    unseen.length > 0 && `${unseen.length} could not be looked at again`,
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'Nothing was found, neither then nor now.' : `${parts.join(', ')}.`
}

function changeLines(change: Finding | ChangedFinding, style: Style): string[] {
  if (!('before' in change)) return findingLines(change, style)
  return [
    ...findingLines(change.after, style),
    ...prose(`It was ${change.before.severity}, and is ${change.after.severity}.`, style, '  '),
  ]
}

function section<Member>(
  title: string,
  members: readonly Member[],
  style: Style,
  linesOf: (member: Member) => string[],
): string[] {
  if (members.length === 0) return []
  return [style.paint('bold', `${title} (${members.length})`), '', ...members.flatMap(linesOf), '']
}

function prose(text: string, style: Style, margin: string): string[] {
  return laidOut(text, margin, margin, style)
}

function laidOut(text: string, first: string, rest: string, style: Style): string[] {
  return wrap(style.foreign(text), style.proseWidth, { first, rest })
}
