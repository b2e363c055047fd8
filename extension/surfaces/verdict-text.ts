import type { Report } from '../../shared/engine/index.ts'
import type { Run } from '../store/run.ts'

const ICONS = { works: '$(pass)', fails: '$(error)', unknown: '$(question)' } as const
const WORDS = { works: 'works', fails: 'fails', unknown: 'could not be told' } as const

/** An icon for how a run stands, as labels of the editor take it. */
export function verdictIcon(run: Run): string {
  if (run.running) return '$(sync~spin)'
  return run.report === undefined || run.trouble !== undefined
    ? '$(warning)'
    : ICONS[run.report.verdict.outcome]
}

/** How a run stands, in a word or two. */
export function verdictWords(run: Run): string {
  if (run.running) return 'running'
  if (run.report === undefined) return 'no answer'
  if (run.trouble !== undefined || run.report.state !== 'completed') return 'incomplete'
  return WORDS[run.report.verdict.outcome]
}

/** How many findings of which weight: `2 errors, 1 warning`; empty when there are none. */
export function countText({ findings }: Pick<Report, 'findings'>): string {
  return (['error', 'warning'] as const)
    .map(
      (severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const,
    )
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}${count === 1 ? '' : 's'}`)
    .join(', ')
}
