import { describeFinding } from '../findings/index.ts'
import { safeJson } from '../render/foreign-text.ts'
import type { Comparison } from './comparison.ts'
import { type Diff, gotWorse } from './diff.ts'
import { describeDifference, headline } from './words.ts'

/** The shape of both documents; a later one that cannot be read as this one has another number. */
const SCHEMA = 1

/** A comparison as JSON, for scripts: with the words beside each difference. */
export function comparisonJson(comparison: Comparison): string {
  const { differences, ...rest } = comparison
  const told = differences.map((difference) => ({
    ...difference,
    text: describeDifference(difference, comparison),
  }))
  return `${safeJson({ schema: SCHEMA, ...rest, headline: headline(comparison), differences: told }, 2)}\n`
}

/** What changed between two reports, as JSON; `worse` is what the exit status says. */
export function diffJson(diff: Diff): string {
  const told = (findings: Diff['broken']) =>
    findings.map((finding) => ({ ...finding, text: describeFinding(finding) }))
  const document = {
    schema: SCHEMA,
    ...diff,
    worse: gotWorse(diff),
    broken: told(diff.broken),
    mended: told(diff.mended),
  }
  return `${safeJson(document, 2)}\n`
}
