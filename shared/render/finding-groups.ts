import type { Finding, Report, Severity } from '../engine/index.ts'

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info', 'advice']

/** A finding to mend, and what ends with it. */
export interface FindingGroup {
  readonly cause: Finding
  /** What follows from it, be it by way of others, the worst first. */
  readonly consequences: readonly Finding[]
  /** The worst of all of them. */
  readonly severity: Severity
}

/**
 * The findings of a report, each once: those that follow from another stand below it, the groups in the order of what is
 * to be mended first. Total, also for causes that the report does not have, or that go in a circle.
 */
export function findingGroups({ findings }: Pick<Report, 'findings'>): FindingGroup[] {
  const causes = new Map(findings.map((finding) => [finding.id, finding]))
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const { id } = rootOf(finding, causes)
    groups.set(id, [...(groups.get(id) ?? []), finding])
  }
  return [...groups]
    .flatMap(([id, members]) => {
      const cause = causes.get(id)
      if (cause === undefined) return []
      const consequences = sorted(members.filter((member) => member !== cause))
      const [worst = cause.severity] = SEVERITIES.filter((severity) =>
        members.some((member) => member.severity === severity),
      )
      return [{ cause, consequences, severity: worst }]
    })
    .sort((left, right) => rank(left.severity) - rank(right.severity))
}

/** The group to begin with: one with an error, or without any one with a warning. */
export function firstToMend(report: Pick<Report, 'findings'>): FindingGroup | undefined {
  return findingGroups(report).find(({ severity }) => severity === 'error' || severity === 'warning')
}

/** What a finding follows from in the end; of a circle the first that was found. */
function rootOf(finding: Finding, findings: ReadonlyMap<string, Finding>): Finding {
  // An advice has something of its own to do, which nobody would see below another.
  if (finding.severity === 'advice') return finding
  const above = new Set([finding])
  const ends = new Set<Finding>()
  for (const each of above) {
    const causes = each.causedBy.map((id) => findings.get(id)).filter((cause) => cause !== undefined)
    if (causes.length === 0) ends.add(each)
    for (const cause of causes) above.add(cause)
  }
  const roots = ends.size > 0 ? ends : above
  return [...findings.values()].find((each) => roots.has(each)) ?? finding
}

function sorted(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((left, right) => rank(left.severity) - rank(right.severity))
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity)
}
