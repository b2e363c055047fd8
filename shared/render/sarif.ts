import { everyStep, type Finding, type Report, type Severity } from '../engine/index.ts'
import { describeFinding, type FindingText } from '../findings/index.ts'
import { type FindingGroup, findingGroups } from './finding-groups.ts'
import { foreignText, safeJson } from './foreign-text.ts'
import { remedyHeading } from './remedy-words.ts'
import { reasonText } from './step-lines.ts'
import { stepTitle } from './step-title.ts'
import { subjectText } from './subject-text.ts'

/** Where a file names what a finding is about. Lines and columns count from 1, as in SARIF; the end is exclusive. */
export interface SarifPlace {
  /** A URI, or a path relative to the repository's root with forward slashes. */
  readonly uri: string
  readonly startLine: number
  readonly startColumn?: number
  readonly endLine?: number
  readonly endColumn?: number
}

export interface SarifOptions {
  /** The place of a finding, when a file names its subject. */
  readonly placeOf?: (finding: Finding) => SarifPlace | undefined
}

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'
const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  advice: 'note',
}

/**
 * A report as SARIF 2.1.0, for code scanning and editors: each kind of finding a rule, each finding a result. What only follows
 * from another is a note that names its cause. Sections are those of the OASIS standard.
 */
export function renderSarif(report: Report, { placeOf }: SarifOptions = {}): string {
  const groups = findingGroups(report)
  const codes = [
    ...new Set(groups.flatMap(({ cause, consequences }) => [cause, ...consequences]).map(({ code }) => code)),
  ]
  const results = groups.flatMap((group) =>
    [group.cause, ...group.consequences].map((finding) =>
      resultOf(finding, group, codes.indexOf(finding.code), placeOf?.(finding)),
    ),
  )
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Outpost',
            version: foreignText(report.tool.version),
            rules: codes.map((code) => ruleOf(code, report)),
          },
        },
        automationDetails: {
          id: `outpost/${idPart(report.request.probe)}/${idPart(report.request.target)}/`,
        },
        invocations: [invocationOf(report)],
        columnKind: 'utf16CodeUnits',
        results,
        properties: {
          verdict: report.verdict.outcome,
          signIn: report.signIn,
          state: report.state,
          perspective: report.vantage.perspective,
          vantage: foreignText(report.vantage.name),
        },
      },
    ],
  }
  return `${safeJson(log, 2)}\n`
}

/** Section 3.49. What is the same for every finding of a code. */
function ruleOf(code: string, report: Report) {
  const finding = report.findings.find((each) => each.code === code)
  const text = describeFinding(finding ?? { code, values: {} })
  const [read] = text.references
  return {
    id: foreignText(code),
    shortDescription: message(text.title),
    ...(read !== undefined && { helpUri: read.url }),
    help: message(helpOf(text).join('\n')),
    properties: { ...(text.row !== undefined && { row: text.row }), tags: ['exchange'] },
  }
}

/** Section 3.27. */
function resultOf(
  finding: Finding,
  { cause, consequences }: FindingGroup,
  ruleIndex: number,
  place?: SarifPlace,
) {
  const { sentence, meaning } = describeFinding(finding)
  const follows = finding === cause ? [] : [`Follows from ${cause.code}: mend that first.`]
  const brings =
    finding !== cause || consequences.length === 0
      ? []
      : [`With it ends: ${consequences.map(({ code }) => code).join(', ')}.`]
  const subject = subjectText(finding.subject)
  return {
    ruleId: foreignText(finding.code),
    ruleIndex,
    level: finding === cause ? LEVELS[finding.severity] : 'note',
    message: message([sentence, meaning, ...follows, ...brings].join(' ')),
    locations: [
      {
        ...(place !== undefined && { physicalLocation: physicalLocation(place) }),
        logicalLocations: [{ fullyQualifiedName: foreignText(subject), kind: finding.subject.kind }],
      },
    ],
    // What makes it the same finding in the next run, whatever the order.
    partialFingerprints: { 'outpostFinding/v1': foreignText(`${finding.code} ${subject}`) },
    properties: {
      id: foreignText(finding.id),
      severity: finding.severity,
      causedBy: finding.causedBy.map((id) => foreignText(id)),
    },
  }
}

function physicalLocation({ uri, ...region }: SarifPlace) {
  return { artifactLocation: { uri }, region }
}

/** Section 3.20. The questions without an answer are notifications of it. */
function invocationOf(report: Report) {
  const started = Date.parse(report.startedAt)
  const steps = [...everyStep(report.steps)]
  const unanswered =
    report.verdict.outcome === 'unknown' ? steps.filter(({ id }) => report.verdict.because.includes(id)) : []
  return {
    executionSuccessful: report.state === 'completed',
    startTimeUtc: new Date(started).toISOString(),
    ...(report.state !== 'running' && {
      endTimeUtc: new Date(started + Math.round(report.durationMs)).toISOString(),
    }),
    toolExecutionNotifications: unanswered.map((step) => ({
      level: 'warning',
      message: message(`${stepTitle(step.check, step.input)}: ${reasonText(step)}.`),
    })),
  }
}

function helpOf({ remedies, verify, page }: FindingText): string[] {
  return [
    ...remedies.flatMap((remedy) => [`${remedyHeading(remedy)}: ${remedy.text}`, ...(remedy.commands ?? [])]),
    ...(verify.length === 0 ? [] : ['To check afterwards:', ...verify]),
    `More: ${page}`,
  ]
}

/**
 * A message's text (section 3.11): braces are placeholders there unless doubled (3.11.5), and brackets before a parenthesis
 * a link (3.11.6).
 */
function message(text: string) {
  const visible = text
    .split('\n')
    .map((line) => foreignText(line))
    .join('\n')
  const withoutPlaceholders = visible.replace(/[{}]/g, '$&$&')
  return {
    text: withoutPlaceholders.includes('](')
      ? withoutPlaceholders.replace(/[\\[\]]/g, '\\$&')
      : withoutPlaceholders,
  }
}

/** Of an id whose parts slashes divide. */
function idPart(text: string): string {
  return encodeURIComponent(foreignText(text, { longest: 300 }))
}
