import { compareReports, diffReports, renderComparison, renderDiff } from '../../shared/compare/index.ts'
import type { Run } from '../store/run.ts'

const LOOK = { colour: false, unicode: true, width: 100 } as const

/**
 * Two runs laid beside each other: from two sides what differs between them, from one side what changed between the
 * older and the newer. Undefined when one of them has no report.
 */
export function compareText(one: Run, other: Run): string | undefined {
  const [older, newer] = one.startedAt <= other.startedAt ? [one, other] : [other, one]
  if (older.report === undefined || newer.report === undefined) return undefined
  return one.start.from === other.start.from
    ? renderDiff(diffReports(older.report, newer.report), LOOK)
    : renderComparison(compareReports([older.report, newer.report]), LOOK)
}
