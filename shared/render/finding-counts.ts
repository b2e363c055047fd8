import type { Report, Severity } from '../engine/index.ts'
import { findingGroups, SEVERITIES } from './finding-groups.ts'

/** What findings of a severity are called, one of them and several. */
export const SEVERITY_WORDS: Readonly<Record<Severity, { readonly one: string; readonly many: string }>> = {
  error: { one: 'error', many: 'errors' },
  warning: { one: 'warning', many: 'warnings' },
  info: { one: 'for information', many: 'for information' },
  advice: { one: 'advice', many: 'advice' },
}

/** How many faults of each severity there are, in words, those that only follow from others beside; empty without any. */
export function findingCounts(report: Report): string {
  const groups = findingGroups(report)
  return SEVERITIES.flatMap((severity) => {
    const those = groups.filter((group) => group.severity === severity)
    const following = those.reduce((sum, { consequences }) => sum + consequences.length, 0)
    const { one, many } = SEVERITY_WORDS[severity]
    const count = `${those.length} ${those.length === 1 ? one : many}`
    if (those.length === 0) return []
    return [following === 0 ? count : `${count} (and ${following} that ${follows(following)})`]
  }).join(', ')
}

/** The verb for so many that follow from another. */
export function follows(count: number): string {
  return count === 1 ? 'follows' : 'follow'
}
