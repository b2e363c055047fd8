import type { DeclaredTarget } from '../shared/documents/outpost-file/index.ts'
import type { Place } from '../shared/documents/text-places.ts'
import { type Finding, judge, type Report } from '../shared/engine/index.ts'
import type { Judgement } from '../shared/expectations/index.ts'
import { describeFinding } from '../shared/findings/index.ts'
import { foreignText, safeJson } from '../shared/render/foreign-text.ts'
import { renderMarkdown } from '../shared/render/markdown.ts'
import { type Markup, markup } from '../shared/render/markup.ts'
import { type Metrics, metricsOf, metricsText, PROBE_SUCCESS_HELP } from '../shared/render/prometheus.ts'
import { renderSarif } from '../shared/render/sarif.ts'
import { subjectText } from '../shared/render/subject-text.ts'
import { createStyle, type TextOptions } from '../shared/render/text/index.ts'
import { wrap } from '../shared/render/text/wrap.ts'

/** What came of one target of a file. */
export interface TargetResult {
  readonly target: DeclaredTarget
  /** Where the file names it. */
  readonly place: { readonly start: Place; readonly end: Place }
  /** Absent when there was no answer at all. */
  readonly report?: Report
  readonly judgement?: Judgement
  /** Why there is no report, or not all of it. */
  readonly trouble?: string
}

/** The results of a file of targets in one document. */
export function renderRun(
  file: string,
  results: readonly TargetResult[],
  format: string,
  look: TextOptions,
): string {
  switch (format) {
    case 'json':
      return asJson(file, results)
    case 'markdown':
      return results
        .flatMap((result) => (result.report ? [renderMarkdown(withoutIgnored(result.report, result))] : []))
        .join('\n')
    case 'junit':
      return asJunit(file, results)
    case 'sarif':
      return asSarif(file, results)
    case 'prometheus':
      return metricsText(results.flatMap(metricsOfTarget))
    default:
      return asText(file, results, look)
  }
}

const WORDS = { works: 'works', fails: 'fails', unknown: 'could not be told' } as const
const MARKS = { works: 'good', fails: 'bad', unknown: 'unknown' } as const
const INKS = { works: 'green', fails: 'red', unknown: 'yellow' } as const

function asText(file: string, results: readonly TargetResult[], look: TextOptions): string {
  const style = createStyle(look)
  const laidOut = (text: string, first: string, rest: string) =>
    wrap(style.foreign(text), style.proseWidth, { first, rest })
  const outcomes = results.map(({ judgement }) => judgement?.outcome ?? 'unknown')
  const count = (outcome: keyof typeof WORDS) => outcomes.filter((each) => each === outcome).length
  const summary = [
    `${results.length} ${results.length === 1 ? 'target' : 'targets'}`,
    ...(['works', 'fails', 'unknown'] as const).flatMap((outcome) =>
      count(outcome) === 0 ? [] : [`${count(outcome)} ${WORDS[outcome]}`],
    ),
  ].join(', ')
  const lines = [
    ...laidOut(`${file}: ${summary}`, '', '  ').map((line) => style.paint('bold', line)),
    '',
    ...results.flatMap((result, at) => {
      const outcome = outcomes[at] ?? 'unknown'
      const { start } = result.place
      const heading = `${result.target.name}: ${WORDS[outcome]}  (${file}:${start.line}:${start.column})`
      return [
        ...laidOut(heading, `${style.mark(MARKS[outcome])} `, '  ').map((line) =>
          style.paint(INKS[outcome], line),
        ),
        ...whatCame(result).flatMap((line) => laidOut(line, '    ', '      ')),
      ]
    }),
  ]
  return `${lines.join('\n')}\n`
}

/** What is to be said of a target, the reasons for its outcome first. */
function whatCame({ report, judgement, trouble, target }: TargetResult): string[] {
  const unmet = (judgement?.expectations ?? [])
    .filter(({ status }) => status !== 'met')
    .map(({ expectation, expected, found }) => `${expectation}: expected ${expected}, found ${found}`)
  const consequences = (finding: Finding) =>
    (judgement?.failures ?? []).some(({ id }) => finding.causedBy.includes(id))
  const failures = (judgement?.failures ?? [])
    .filter((finding) => !consequences(finding))
    .map((finding) => `${finding.code}: ${describeFinding(finding).sentence}`)
  const ignored = (judgement?.ignored ?? []).map(
    ({ finding, by }) =>
      `ignored: ${finding.code}${by.code === finding.code ? '' : ` (with ${by.code})`}${by.reason === undefined ? '' : `, ${by.reason}`}`,
  )
  const needless = (judgement?.needless ?? []).map(({ code }) => `${code} is ignored, and was not found`)
  const silent =
    judgement?.outcome === 'unknown' && unmet.length === 0
      ? [
          `A needed answer is missing: "outpost ${target.request.probe} ${target.request.target}" tells which.`,
        ]
      : []
  return [
    ...failures,
    ...unmet,
    ...(trouble === undefined ? [] : [trouble]),
    ...(report === undefined || silent.length === 0 ? [] : silent),
    ...ignored,
    ...needless,
  ]
}

function asJson(file: string, results: readonly TargetResult[]): string {
  const targets = results.map(({ target, place, report, judgement, trouble }) => ({
    name: target.name,
    place: place.start,
    outcome: judgement?.outcome ?? 'unknown',
    expectations: judgement?.expectations ?? [],
    failures: (judgement?.failures ?? []).map(({ id }) => id),
    ignored: (judgement?.ignored ?? []).map(({ finding, by }) => ({ finding: finding.id, ...by })),
    needless: judgement?.needless ?? [],
    ...(trouble !== undefined && { trouble }),
    ...(report && {
      report: {
        ...report,
        findings: report.findings.map((finding) => ({ ...finding, text: describeFinding(finding) })),
      },
    }),
  }))
  return `${safeJson({ schema: 1, file, targets }, 2)}\n`
}

/** The report as it would be without what is accepted. */
function withoutIgnored(report: Report, { judgement }: TargetResult): Report {
  const ignored = new Set((judgement?.ignored ?? []).map(({ finding }) => finding.id))
  const findings = report.findings.filter(({ id }) => !ignored.has(id))
  return { ...report, findings, verdict: judge({ findings, steps: report.steps }) }
}

function asSarif(file: string, results: readonly TargetResult[]): string {
  const uri = encodeURI(file.replaceAll('\\', '/'))
  const logs = results.flatMap((result) => {
    if (result.report === undefined) return []
    const { start, end } = result.place
    const place = {
      uri,
      startLine: start.line,
      startColumn: start.column,
      endLine: end.line,
      endColumn: end.column,
    }
    return [JSON.parse(renderSarif(withoutIgnored(result.report, result), { placeOf: () => place }))]
  })
  const runs = logs.flatMap((log) => log.runs)
  const { $schema, version } = logs[0] ?? {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
  }
  return `${safeJson({ $schema, version, runs }, 2)}\n`
}

/** Two targets may well ask the same of the same: the name tells them apart. */
function metricsOfTarget(result: TargetResult): Metrics[] {
  const { target, report, judgement } = result
  const { probe, target: asked } = target.request
  const labels = { name: target.name, probe, target: asked }
  const expected: Metrics = new Map([
    [
      'outpost_target_as_expected',
      {
        help: 'Whether the target is as the file has it: 0 also where that could not be told.',
        samples: [{ labels, value: judgement?.outcome === 'works' ? 1 : 0 }],
      },
    ],
  ])
  if (report !== undefined)
    return [metricsOf(withoutIgnored(report, result), { name: target.name }), expected]
  const silent: Metrics = new Map([
    ['probe_success', { help: PROBE_SUCCESS_HELP, samples: [{ labels, value: 0 }] }],
  ])
  return [silent, expected]
}

interface Case {
  readonly name: string
  readonly failure?: string
  readonly error?: string
}

/** A test suite a target: a case for each fault, for each expectation, and one for the target as a whole. */
function asJunit(file: string, results: readonly TargetResult[]): string {
  const suites = results.map((result) => ({ result, cases: casesOf(result) }))
  const all = suites.flatMap(({ cases }) => cases)
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${foreignText(file)}" ${counts(all)}>
${suites.map(({ result, cases }) => suite(result, cases))}</testsuites>
`.text
}

function casesOf({ judgement, trouble }: TargetResult): Case[] {
  // An expectation without an answer is told as such.
  const told = judgement !== undefined && judgement.outcome !== 'unknown'
  const byExpectation = (judgement?.expectations ?? []).some(({ status }) => status === 'unknown')
  const error = trouble ?? (told || byExpectation ? undefined : 'A needed answer is missing.')
  return [
    { name: 'it can be told', ...(error !== undefined && { error }) },
    ...(judgement?.failures ?? []).map((finding) => ({
      name: `${finding.code} ${subjectText(finding.subject)}`,
      failure: describeFinding(finding).sentence,
    })),
    ...(judgement?.expectations ?? []).map(({ expectation, status, expected, found }) => ({
      name: `${expectation}: ${expected}`,
      ...(status === 'unmet' && { failure: `expected ${expected}, found ${found}` }),
      ...(status === 'unknown' && { error: `expected ${expected}, ${found}` }),
    })),
  ]
}

function suite({ target, report }: TargetResult, cases: readonly Case[]): Markup {
  const time = ((report?.durationMs ?? 0) / 1000).toFixed(3)
  return markup`<testsuite name="${foreignText(target.name)}" ${counts(cases)} time="${time}">
${cases.map(({ name, failure, error }) => {
  const attributes = markup`name="${foreignText(name)}" classname="${foreignText(target.name)}" time="0"`
  if (failure !== undefined) {
    return markup`<testcase ${attributes}><failure message="${foreignText(failure)}"/></testcase>\n`
  }
  if (error !== undefined) {
    return markup`<testcase ${attributes}><error message="${foreignText(error)}"/></testcase>\n`
  }
  return markup`<testcase ${attributes}/>\n`
})}</testsuite>
`
}

function counts(cases: readonly Case[]): Markup {
  const failures = cases.filter(({ failure }) => failure !== undefined).length
  const errors = cases.filter(({ error }) => error !== undefined).length
  return markup`tests="${cases.length}" failures="${failures}" errors="${errors}"`
}
