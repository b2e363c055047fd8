import { everyStep, type Report, type Verdict } from '../engine/index.ts'
import { describeFinding, type Remedy } from '../findings/index.ts'
import { durationText } from './duration.ts'
import { findingCounts } from './finding-counts.ts'
import { firstToMend } from './finding-groups.ts'
import { reasonText } from './step-lines.ts'
import { stepTitle } from './step-title.ts'

const OUTCOMES: Readonly<Record<Verdict['outcome'], string>> = {
  works: 'works',
  fails: 'fails',
  unknown: 'could not be told',
}

const LEADS: Readonly<Record<Verdict['outcome'], string>> = {
  works: 'It works, but see to this',
  fails: 'Mend this first',
  unknown: 'See to this, it may be why',
}

const MOST_UNANSWERED = 3

/** What came out, in a word or a few; of a run under way nothing has come out yet. */
export function outcomeText({ verdict, state }: Pick<Report, 'verdict' | 'state'>): string {
  const isOpen = state === 'running' && verdict.outcome === 'unknown'
  return isOpen ? 'no verdict yet' : OUTCOMES[verdict.outcome]
}

/** What the verdict does not cover, if anything: said beside it. */
export function reservation({ signIn }: Pick<Report, 'signIn'>): string | undefined {
  return signIn === 'not-tested' ? 'sign-in was not tested' : undefined
}

/** Whence it was seen, when, and whether all of it was: sentences. */
export function circumstances(report: Report): string[] {
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

/** What to do first, and what else there is. Names in it are foreign: whoever shows it escapes for their sink. */
export interface Advice {
  /** Sentences, the most important first. */
  readonly first: readonly string[]
  /** Questions that a verdict would need and that have no answer. */
  readonly unanswered: readonly string[]
  readonly moreUnanswered: number
  /** Sentences that come after those. */
  readonly after: readonly string[]
}

export function advice(report: Report): Advice {
  if (report.verdict.outcome === 'unknown') return whatIsMissing(report)
  return { first: whatToDoFirst(report), unanswered: [], moreUnanswered: 0, after: [] }
}

function whatToDoFirst(report: Report): string[] {
  const first = firstToMend(report)
  if (first === undefined) return ['There is nothing to mend.']
  const { sentence, remedies } = describeFinding(first.cause)
  const [remedy] = remedies
  const others = `Found: ${findingCounts(report)}.`
  const lead = LEADS[report.verdict.outcome]
  return [`${lead}: ${sentence}`, ...(remedy === undefined ? [] : [howIn(remedy)]), others]
}

/** Where it is done, and what: the commands stand with the finding. */
function howIn(remedy: Remedy): string {
  return `How (${remedy.where}): ${firstSentence(remedy.text)}`
}

function firstSentence(text: string): string {
  // A colon at the end announces commands; one within a sentence belongs to it.
  const [sentence = ''] = /^.*?(?:\.(?= |$)|:$)/.exec(text) ?? [text]
  return sentence.replace(/:$/, '.')
}

function whatIsMissing(report: Report): Advice {
  const steps = new Map(Array.from(everyStep(report.steps), (step) => [step.id, step]))
  const unanswered = report.verdict.because
    .map((id) => steps.get(id))
    .filter((step) => step !== undefined)
    // What waits for the answer of another is told by that one.
    .filter(({ steps: below }) => !below.some(({ id }) => report.verdict.because.includes(id)))
    .map((step) => `${stepTitle(step.check, step.input)}: ${reasonText(step)}.`)
  const worthMending = report.findings.some(({ severity }) => severity === 'warning')
  const found = findingCounts(report)
  return {
    first: [
      report.state === 'running'
        ? 'No fault was found so far, and these questions are still open:'
        : 'No fault was found, but these questions have no answer:',
    ],
    unanswered: unanswered.slice(0, MOST_UNANSWERED),
    moreUnanswered: Math.max(0, unanswered.length - MOST_UNANSWERED),
    after: worthMending ? whatToDoFirst(report) : found === '' ? [] : [`Found: ${found}.`],
  }
}
