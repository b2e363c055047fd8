import type { Finding, Report, Severity } from '../../engine/index.ts'

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info', 'advice']

/** The findings of one severity: causes before what only follows from them, else as they were found. */
export function findingsOf(report: Report, severity: Severity): Finding[] {
  const all = report.findings.filter((finding) => finding.severity === severity)
  return [...all.filter((finding) => !isConsequence(finding)), ...all.filter(isConsequence)]
}

/** The finding to begin with: an error, or without one a warning. */
export function firstToMend(report: Report): Finding | undefined {
  return findingsOf(report, 'error')[0] ?? findingsOf(report, 'warning')[0]
}

function isConsequence({ causedBy }: Finding): boolean {
  return causedBy.length > 0
}
