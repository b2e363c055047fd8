import { everyStep, type Finding, judge, type Plain, type Report, type Verdict } from '../engine/index.ts'
import { type ExpectationName, type Expectations, type Ignored, SCHEMES } from './expectations.ts'

/** One expectation, and what is so. */
export interface Outcome {
  readonly expectation: ExpectationName
  /** `unknown`: the run did not come as far as to tell. */
  readonly status: 'met' | 'unmet' | 'unknown'
  readonly expected: string
  readonly found: string
}

/** A report, held against what is meant to be so. */
export interface Judgement {
  readonly outcome: Verdict['outcome']
  readonly expectations: readonly Outcome[]
  /** The findings that count as failures, as the report has them. */
  readonly failures: readonly Finding[]
  /** Those that were accepted, with the code that did it: their own, or that of what they follow from. */
  readonly ignored: readonly { readonly finding: Finding; readonly by: Ignored }[]
  /** What is ignored and was not found: it can go from the file. */
  readonly needless: readonly Ignored[]
}

/**
 * Holds a report against what is meant to be so. It fails with any expectation that is not met, and with any finding that
 * is severe enough and not ignored; what follows from an ignored finding is ignored with it. It could not be told
 * when the report could not, or an expectation has no answer.
 */
export function holdAgainst(report: Report, expectations: Expectations): Judgement {
  const { ignore = [], failOn = 'error' } = expectations
  const accepted = new Map(ignore.map((each) => [each.code, each]))
  const ignored = report.findings.flatMap((finding) => {
    const by = ignoredBy(finding, report.findings, accepted)
    return by === undefined ? [] : [{ finding, by }]
  })
  const severe = failOn === 'warning' ? ['error', 'warning'] : ['error']
  const failures = report.findings.filter(
    (finding) => severe.includes(finding.severity) && !ignored.some((each) => each.finding.id === finding.id),
  )
  const outcomes = outcomesOf(report, expectations)
  return {
    outcome: outcomeOf(report, failures, outcomes),
    expectations: outcomes,
    failures,
    ignored,
    needless: ignore.filter(({ code }) => !report.findings.some((finding) => finding.code === code)),
  }
}

function outcomeOf(
  report: Report,
  failures: readonly Finding[],
  outcomes: readonly Outcome[],
): Verdict['outcome'] {
  if (failures.length > 0 || outcomes.some(({ status }) => status === 'unmet')) return 'fails'
  if (report.state !== 'completed' || outcomes.some(({ status }) => status === 'unknown')) return 'unknown'
  // An error that is accepted says nothing any more; a question without an answer still does.
  return judge({ findings: [], steps: report.steps }).outcome
}

/** By which code a finding is ignored: its own, or that of one that it follows from. */
function ignoredBy(
  finding: Finding,
  findings: readonly Finding[],
  accepted: ReadonlyMap<string, Ignored>,
): Ignored | undefined {
  const above = new Set([finding])
  for (const each of above) {
    const by = accepted.get(each.code)
    if (by !== undefined) return by
    for (const cause of findings) if (each.causedBy.includes(cause.id)) above.add(cause)
  }
  return undefined
}

function outcomesOf(report: Report, expectations: Expectations): Outcome[] {
  const { certificateDays, autodiscover, auth, mapiHttp, modernAuth } = expectations
  return [
    ...(certificateDays === undefined ? [] : [daysOutcome(report, certificateDays)]),
    ...(autodiscover === undefined ? [] : [methodOutcome(report, autodiscover)]),
    ...(auth === undefined ? [] : [schemesOutcome(report, auth)]),
    ...(mapiHttp === undefined ? [] : [mapiOutcome(report, mapiHttp)]),
    ...(modernAuth === undefined ? [] : [tokenOutcome(report, modernAuth)]),
  ]
}

function daysOutcome(report: Report, days: number): Outcome {
  const left = evidenceOf(report, 'certificate.days-left').filter((value) => typeof value === 'number')
  const shortest = Math.min(...left)
  return {
    expectation: 'certificateDays',
    status: left.length === 0 ? 'unknown' : shortest >= days ? 'met' : 'unmet',
    expected: `at least ${days} days`,
    found: left.length === 0 ? NOT_SEEN : `${shortest} days`,
  }
}

function methodOutcome({ outlook }: Report, method: string): Outcome {
  const ways = outlook.flatMap(({ way }) => (way === undefined ? [] : [way]))
  const taken = ways.map((way) => way.find(({ outcome }) => outcome === 'taken')?.method ?? 'none')
  return {
    expectation: 'autodiscover',
    status: taken.length === 0 ? 'unknown' : taken.every((each) => each === method) ? 'met' : 'unmet',
    expected: method,
    found: taken.length === 0 ? NOT_SEEN : [...new Set(taken)].join(', '),
  }
}

function schemesOutcome(report: Report, names: readonly (keyof typeof SCHEMES)[]): Outcome {
  const expected = names.map((name) => SCHEMES[name]).sort()
  const offers = evidenceOf(report, 'exchange.sign-in')
    .flatMap((value) => [fieldOf(value, 'rpc'), fieldOf(value, 'mapi')])
    .flatMap((schemes) => (Array.isArray(schemes) ? [schemes.map(String).sort()] : []))
  const odd = offers.find((schemes) => schemes.join(' ') !== expected.join(' '))
  return {
    expectation: 'auth',
    status: offers.length === 0 ? 'unknown' : odd === undefined ? 'met' : 'unmet',
    expected: expected.join(', ') || 'none',
    found: offers.length === 0 ? NOT_SEEN : (odd ?? expected).join(', ') || 'none',
  }
}

function mapiOutcome({ outlook }: Report, expected: boolean): Outcome {
  const [current] = outlook
  const told = current !== undefined && current.transport !== 'unknown'
  const found = current?.transport === 'mapi-http'
  return {
    expectation: 'mapiHttp',
    status: !told ? 'unknown' : found === expected ? 'met' : 'unmet',
    expected: expected ? 'MAPI over HTTP' : 'no MAPI over HTTP',
    found: !told ? NOT_SEEN : (TRANSPORTS[current.transport] ?? current.transport),
  }
}

const TRANSPORTS: Readonly<Record<string, string>> = {
  'mapi-http': 'MAPI over HTTP',
  'rpc-http': 'RPC over HTTP',
  none: 'no connection',
}

function tokenOutcome(report: Report, expected: boolean): Outcome {
  const offers = evidenceOf(report, 'exchange.bearer')
  const count = (name: string) =>
    offers.reduce<number>((sum, value) => sum + listOf(fieldOf(value, name)).length, 0)
  const [offered, missing] = [count('offered'), count('missing')]
  const told = offered + missing > 0
  const met = expected ? offered > 0 && missing === 0 : offered === 0
  return {
    expectation: 'modernAuth',
    status: !told ? 'unknown' : met ? 'met' : 'unmet',
    expected: expected ? 'offered' : 'not offered',
    found: !told
      ? NOT_SEEN
      : offered === 0
        ? 'not offered'
        : missing > 0
          ? 'offered on some directories only'
          : 'offered',
  }
}

const NOT_SEEN = 'not seen'

function evidenceOf(report: Report, name: string): Plain[] {
  return [...everyStep(report.steps)].flatMap(({ evidence }) =>
    evidence.flatMap((each) => (each.name === name ? [each.value] : [])),
  )
}

function fieldOf(value: Plain, name: string): Plain | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
  return Object.hasOwn(value, name) ? (value as { readonly [key: string]: Plain })[name] : undefined
}

function listOf(value: Plain | undefined): readonly Plain[] {
  return Array.isArray(value) ? value : []
}
