import { everyStep, type Report, type Verdict } from '../../engine/index.ts'
import { describeFinding } from '../../findings/index.ts'
import { firstToMend } from '../finding-groups.ts'
import { stepTitle } from '../step-title.ts'
import { durationText } from './duration.ts'
import { findingCounts } from './findings.ts'
import { reasonText } from './step-tree.ts'
import type { Ink, MarkName, Style } from './style.ts'
import { wrap } from './wrap.ts'

const OUTCOMES: Readonly<Record<Verdict['outcome'], { words: string; mark: MarkName; ink: Ink }>> = {
  works: { words: 'WORKS', mark: 'good', ink: 'green' },
  fails: { words: 'FAILS', mark: 'bad', ink: 'red' },
  unknown: { words: 'COULD NOT BE TOLD', mark: 'unknown', ink: 'yellow' },
}

const MOST_UNANSWERED = 3

/** The outcome, in one line: what a terminal leaves behind where the report went elsewhere. */
export function verdictLine(report: Report, style: Style): string {
  return verdictHeading(report, style).join('\n')
}

/** What came out, and what to do first. */
export function verdictLines(report: Report, style: Style): string[] {
  const advice = report.verdict.outcome === 'unknown' ? whatIsMissing(report) : whatToDoFirst(report)
  return [
    ...verdictHeading(report, style),
    ...circumstances(report).flatMap((line) =>
      wrap(style.foreign(line), style.proseWidth, { first: '  ', rest: '  ' }),
    ),
    '',
    ...advice.flatMap((line) => {
      return wrap(style.foreign(line), style.proseWidth, {
        first: '',
        rest: line.startsWith('- ') ? '  ' : '',
      })
    }),
  ]
}

function verdictHeading(report: Report, style: Style): string[] {
  const { words, mark, ink } = OUTCOMES[report.verdict.outcome]
  const signIn = report.signIn === 'not-tested' ? ' (sign-in was not tested)' : ''
  const { probe, target } = report.request
  const heading = `${style.mark(mark)} ${words}${signIn}: ${style.foreign(`${probe} ${target}`)}`
  return wrap(heading, style.proseWidth, { first: '', rest: '  ' }).map((line) => style.paint(ink, line))
}

/** Whence it was seen, when, and whether all of it was. */
function circumstances(report: Report): string[] {
  const { vantage, startedAt, durationMs, state } = report
  const place = vantage.dataCentre === undefined ? vantage.name : `${vantage.name}, ${vantage.dataCentre}`
  const when = `${startedAt.slice(0, 16).replace('T', ' ')} UTC, in ${durationText(durationMs)}`
  const resolvers = vantage.resolvers.length === 0 ? '' : `; DNS by ${vantage.resolvers.join(', ')}`
  return [`Seen from ${vantage.perspective} (${place}), ${when}${resolvers}.`, ...cutShort(state)]
}

function cutShort(state: Report['state']): string[] {
  switch (state) {
    case 'completed':
      return []
    case 'running':
      return ['The run is still under way.']
    case 'deadline':
      return ['The deadline passed before the run had ended: this is what was known by then.']
    case 'cancelled':
      return ['The run was cancelled: this is what was known by then.']
    case 'broken-off':
      return ['The connection to the vantage broke off: this is what was known by then.']
  }
}

const LEADS: Readonly<Record<Verdict['outcome'], string>> = {
  works: 'It works, but see to this',
  fails: 'Mend this first',
  unknown: 'See to this, it may be why',
}

function whatToDoFirst(report: Report): string[] {
  const first = firstToMend(report)
  if (first === undefined) return ['There is nothing to mend.']
  const { sentence, remedies } = describeFinding(first.cause)
  const [remedy] = remedies
  const others = `Found: ${findingCounts(report)}.`
  const lead = LEADS[report.verdict.outcome]
  const how = remedy === undefined ? [] : [`How: ${firstSentence(remedy.text)}`]
  return [`${lead}: ${sentence}`, ...how, others]
}

function firstSentence(text: string): string {
  // A colon at the end announces commands; one within a sentence belongs to it.
  const [sentence = ''] = /^.*?(?:\.(?= |$)|:$)/.exec(text) ?? [text]
  return sentence.replace(/:$/, '.')
}

function whatIsMissing(report: Report): string[] {
  const steps = new Map(Array.from(everyStep(report.steps), (step) => [step.id, step]))
  const unanswered = report.verdict.because
    .map((id) => steps.get(id))
    .filter((step) => step !== undefined)
    // What waits for the answer of another is told by that one.
    .filter(({ steps: below }) => !below.some(({ id }) => report.verdict.because.includes(id)))
    .map((step) => `${stepTitle(step.check, step.input)}: ${reasonText(step)}.`)
  const more = unanswered.length - MOST_UNANSWERED
  const worthMending = report.findings.some(({ severity }) => severity === 'warning')
  const found = findingCounts(report)
  return [
    'No fault was found, but these questions have no answer:',
    ...unanswered.slice(0, MOST_UNANSWERED).map((line) => `- ${line}`),
    ...(more > 0 ? [`- and ${more} more, marked ? below`] : []),
    ...(worthMending ? whatToDoFirst(report) : found === '' ? [] : [`Found: ${found}.`]),
  ]
}
