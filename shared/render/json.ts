import type { Report } from '../engine/index.ts'
import { describeFinding } from '../findings/index.ts'
import { safeJson } from './foreign-text.ts'

/**
 * A report as JSON, for scripts: the report, and beside each finding its `text`, so that a script needs no
 * catalogue. The keys always come in the same order.
 */
export function renderJson(report: Report): string {
  const { schema, runId, tool, vantage, request, signIn, startedAt, durationMs, state, verdict } = report
  const findings = report.findings.map((finding) => {
    const { id, code, severity, subject, values, causedBy, step } = finding
    return { id, code, severity, subject, values, causedBy, step, text: describeFinding(finding) }
  })
  const { outlook, steps } = report
  const ordered = {
    schema,
    runId,
    tool,
    vantage,
    request,
    signIn,
    startedAt,
    durationMs,
    state,
    verdict,
    findings,
    outlook,
    steps,
  }
  return `${safeJson(ordered, 2)}\n`
}
