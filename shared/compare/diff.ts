import {
  canonicalText,
  everyStep,
  type Finding,
  type Report,
  type ReportStep,
  type Severity,
  type Verdict,
} from '../engine/index.ts'
import { findingKey } from './compare.ts'

/** A finding that is there in both reports, and not alike. */
export interface ChangedFinding {
  readonly before: Finding
  readonly after: Finding
}

/** What became of an estate between two reports of it. */
export interface Diff {
  readonly probe: string
  readonly target: string
  readonly before: Moment
  readonly after: Moment
  /** The findings that are gone: the step that found each was asked again. */
  readonly mended: readonly Finding[]
  /** The findings that are new. */
  readonly broken: readonly Finding[]
  /** Those that are less severe now, and those that are more. */
  readonly eased: readonly ChangedFinding[]
  readonly worsened: readonly ChangedFinding[]
  /** Those that are as they were. */
  readonly unchanged: readonly Finding[]
  /** Those that are gone, but what found them was not asked again, or had no answer: nobody can tell. */
  readonly unseen: readonly Finding[]
}

export interface Moment {
  readonly startedAt: string
  readonly outcome: Verdict['outcome']
  readonly state: Report['state']
  readonly vantage: string
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2, advice: 3 }

/** Says what got better and what got worse from one report to a later one of the same. Pure. */
export function diffReports(before: Report, after: Report): Diff {
  const [old, now] = [byKey(before.findings), byKey(after.findings)]
  const answered = answeredQuestions(after)
  const questions = new Map([...everyStep(before.steps)].map((step) => [step.id, step]))
  const gone = [...old].flatMap(([key, finding]) => (now.has(key) ? [] : [finding]))
  const wasAsked = ({ step }: Finding) => {
    const question = questions.get(step)
    return question === undefined || answered.has(question.check) || answered.has(keyOf(question))
  }
  const both = [...old].flatMap(([key, finding]) => {
    const later = now.get(key)
    return later === undefined ? [] : [{ before: finding, after: later }]
  })
  const change = ({ before: one, after: other }: ChangedFinding) => RANK[other.severity] - RANK[one.severity]
  return {
    probe: after.request.probe,
    target: after.request.target,
    before: momentOf(before),
    after: momentOf(after),
    mended: gone.filter(wasAsked),
    broken: sorted([...now].flatMap(([key, finding]) => (old.has(key) ? [] : [finding]))),
    eased: both.filter((each) => change(each) > 0),
    worsened: both.filter((each) => change(each) < 0),
    unchanged: sorted(both.filter((each) => change(each) === 0).map((each) => each.after)),
    unseen: gone.filter((finding) => !wasAsked(finding)),
  }
}

/** Whether anything that counts got worse: facts worth knowing come and go. */
export function gotWorse({ broken, worsened, before, after }: Diff): boolean {
  const counts = ({ severity }: Finding) => severity === 'error' || severity === 'warning'
  return (
    broken.some(counts) ||
    worsened.some((each) => counts(each.after)) ||
    (before.outcome === 'works' && after.outcome !== 'works')
  )
}

function byKey(findings: readonly Finding[]): Map<string, Finding> {
  const all = new Map<string, Finding>()
  for (const finding of findings) {
    const known = all.get(findingKey(finding))
    if (known === undefined || RANK[finding.severity] < RANK[known.severity])
      all.set(findingKey(finding), finding)
  }
  return all
}

/**
 * The questions that have an answer: by check and input, and by the check alone where none of its kind stayed
 * unanswered (the input of a question about a certificate is the certificate).
 */
function answeredQuestions(report: Report): ReadonlySet<string> {
  const steps = [...everyStep(report.steps)].filter(({ status }) => status !== 'shared')
  const isAnswered = ({ status }: ReportStep) => status === 'passed' || status === 'failed'
  const checks = new Set(steps.map(({ check }) => check))
  const wholly = [...checks].filter((check) => steps.filter((step) => step.check === check).every(isAnswered))
  return new Set([...steps.filter(isAnswered).map(keyOf), ...wholly])
}

function keyOf({ check, input }: ReportStep): string {
  return `${check} ${canonicalText(input)}`
}

function momentOf({ startedAt, verdict, state, vantage }: Report): Moment {
  return { startedAt, outcome: verdict.outcome, state, vantage: `${vantage.perspective} (${vantage.name})` }
}

function sorted(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((left, right) => RANK[left.severity] - RANK[right.severity])
}
