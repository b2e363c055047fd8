import type { Finding, Report, ReportStep } from '../engine/index.ts'
import { describeFinding } from '../findings/index.ts'
import { type FindingGroup, findingGroups } from './finding-groups.ts'
import { foreignText } from './foreign-text.ts'
import { Markup, markup } from './markup.ts'
import { remedyHeading } from './remedy-words.ts'
import { reasonText, type StepLine, stepLines } from './step-lines.ts'
import { stepTitle } from './step-title.ts'
import { subjectText } from './subject-text.ts'
import { advice, circumstances, outcomeText } from './verdict-words.ts'

type Outcome = 'passed' | 'failed' | 'error' | 'skipped'
interface Case {
  readonly outcome: Outcome
  readonly element: Markup
}

/**
 * A report as JUnit XML, for CI: every question a test case. One fails where an error was found that follows from no other,
 * with what mends it; it is in error where the verdict lacks its answer; it is skipped where it was not asked, or where only
 * consequences of a fault elsewhere were found. So the suite is red exactly when the verdict is not *works*.
 */
export function renderJunit(report: Report): string {
  const groups = findingGroups(report)
  const cases = [
    ...stepLines(report)
      .filter(({ step }) => step.status !== 'shared')
      .map((line) => stepCase(line, groups, report)),
    ...withoutStep(groups, report),
  ]
  const count = (outcome: Outcome) => cases.filter((each) => each.outcome === outcome).length
  const { probe, target } = report.request
  const counts = markup`tests="${cases.length}" failures="${count('failed')}" errors="${count('error')}"`
  const time = seconds(report.durationMs)
  const document = markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="outpost" ${counts} time="${time}">
<testsuite name="${`${probe} ${target}`}" ${counts} skipped="${count('skipped')}" time="${time}" timestamp="${report.startedAt.slice(0, 19)}" hostname="${report.vantage.name}">
<properties>
${Object.entries(properties(report)).map(([name, value]) => markup`<property name="${name}" value="${value}"/>\n`)}</properties>
${cases.map(({ element }) => element)}<system-out>${lines(summary(report, groups))}</system-out>
</testsuite>
</testsuites>
`
  return document.text
}

function properties({ tool, vantage, verdict, signIn, state }: Report): Record<string, string> {
  return {
    version: tool.version,
    vantage: vantage.name,
    perspective: vantage.perspective,
    verdict: verdict.outcome,
    'sign-in': signIn,
    state,
  }
}

function stepCase({ step, title, details }: StepLine, groups: readonly FindingGroup[], report: Report): Case {
  // The title alone, without those above it, must tell which question it is.
  const name = stepTitle(step.check, step.input) || title
  const failing = groups.filter((group) => group.severity === 'error' && group.cause.step === step.id)
  if (failing.length > 0) return failed(step.check, name, step.durationMs, failing)
  const follows = groups.flatMap(({ cause, consequences }) =>
    consequences
      .filter((finding) => finding.severity === 'error' && finding.step === step.id)
      .map((finding) => `${finding.code} follows from ${cause.code}: mend that first.`),
  )
  if (follows.length > 0) return skipped(step, name, follows.join(' '))
  if (report.verdict.outcome === 'unknown' && report.verdict.because.includes(step.id)) {
    return inError(step, name, reasonText(step))
  }
  if (step.status === 'error') return inError(step, name, reasonText(step))
  if (step.status === 'skipped' || step.status === 'cancelled' || step.status === 'running') {
    return skipped(step, name, details.join(', ') || reasonText(step))
  }
  return testCase('passed', step.check, name, step.durationMs)
}

/** Findings whose steps the report does not have: none is lost. */
function withoutStep(groups: readonly FindingGroup[], report: Report): Case[] {
  const known = new Set(stepLines(report).map(({ step }) => step.id))
  return groups
    .filter(({ cause, severity }) => severity === 'error' && !known.has(cause.step))
    .map((group) => failed('finding', group.cause.code, undefined, [group]))
}

function failed(
  check: string,
  name: string,
  durationMs: number | undefined,
  groups: readonly FindingGroup[],
): Case {
  const message = groups.map(({ cause }) => describeFinding(cause).sentence).join(' ')
  const type = groups.map(({ cause }) => cause.code).join(' ')
  const told = lines(groups.flatMap(toldFully))
  return testCase('failed', check, name, durationMs, [
    markup`<failure message="${message}" type="${type}">${told}</failure>`,
  ])
}

function inError({ check, durationMs, reason }: ReportStep, name: string, message: string): Case {
  return testCase('error', check, name, durationMs, [
    markup`<error message="${message}" type="${reason?.code ?? 'unanswered'}">${message}</error>`,
  ])
}

function skipped({ check, durationMs }: ReportStep, name: string, why: string): Case {
  return testCase('skipped', check, name, durationMs, [markup`<skipped>${why}</skipped>`])
}

function testCase(
  outcome: Outcome,
  check: string,
  name: string,
  durationMs = 0,
  children: readonly Markup[] = [],
): Case {
  const attributes = markup`name="${name}" classname="${`outpost.${check}`}" time="${seconds(durationMs)}"`
  const element =
    children.length === 0
      ? markup`<testcase ${attributes}/>\n`
      : markup`<testcase ${attributes}>${children}</testcase>\n`
  return { outcome, element }
}

function toldFully({ cause, consequences }: FindingGroup): string[] {
  const { meaning, remedies, verify } = describeFinding(cause)
  return [
    ...findingLines(cause),
    meaning,
    ...remedies.flatMap((remedy) => [
      '',
      `${remedyHeading(remedy)}: ${remedy.text}`,
      ...(remedy.commands ?? []).map((command) => `    ${command}`),
    ]),
    ...(verify.length === 0
      ? []
      : ['', 'To check afterwards:', ...verify.map((command) => `    ${command}`)]),
    ...(consequences.length === 0
      ? []
      : ['', 'What follows from it:', ...consequences.flatMap(findingLines)]),
  ]
}

function findingLines(finding: Finding): string[] {
  return [
    `${finding.severity}: ${finding.code}: ${subjectText(finding.subject)}`,
    describeFinding(finding).sentence,
  ]
}

function summary(report: Report, groups: readonly FindingGroup[]): string[] {
  const { first, unanswered, moreUnanswered, after } = advice(report)
  const others = groups.filter(({ severity }) => severity !== 'error')
  return [
    `Verdict: ${outcomeText(report)}.`,
    ...circumstances(report),
    ...first,
    ...unanswered.map((line) => `- ${line}`),
    ...(moreUnanswered > 0 ? [`- and ${moreUnanswered} more`] : []),
    ...after,
    ...others.flatMap((group) => ['', ...toldFully(group)]),
  ]
}

/** Lines of a text, each escaped by itself: only our own line feeds break them. */
function lines(texts: readonly string[]): Markup {
  return new Markup(texts.map((text) => markup`${foreignText(text)}`.text).join('\n'))
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}
