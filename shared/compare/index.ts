/** Reports laid beside each other: the same from several sides, and the same at two times. */
export { compareReports } from './compare.ts'
export type { Comparison, Difference, DifferenceKind, SharedFinding, Side } from './comparison.ts'
export { type ChangedFinding, type Diff, diffReports, gotWorse, type Moment } from './diff.ts'
export { comparisonJson, diffJson } from './json.ts'
export { renderComparison, renderDiff } from './text.ts'
export { type DifferenceText, describeDifference, headline } from './words.ts'
