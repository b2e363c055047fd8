import { appendFileSync } from 'node:fs'
import type { Expectation, ExpectedComparison, Scenario } from '../../lab/index.ts'
import type { Comparison } from '../../shared/compare/index.ts'
import type { Report, Severity } from '../../shared/engine/index.ts'

/** What one run of a scenario came to: a line of the file that the table of rows is made from. */
export interface Observation {
  readonly scenario: string
  readonly rows: readonly string[]
  readonly runtime: 'node' | 'workerd'
  readonly perspective: 'outside' | 'inside'
  readonly probe: string
  /** Codes above `info` that must come. */
  readonly expected: readonly string[]
  readonly found: readonly { readonly code: string; readonly severity: Severity }[]
}

/** Where `npm run test:scenarios -- --table` wants the observations; nowhere otherwise. */
export const OBSERVATIONS = 'OUTPOST_SCENARIO_OBSERVATIONS'

/** Keeps what a run came to, when somebody asked for the table. */
export function observe(
  { name, rows }: Scenario,
  { probe, perspective, findings }: Expectation,
  runtime: Observation['runtime'],
  report: Report,
): void {
  keep({
    scenario: name,
    ...{ rows, runtime, perspective, probe },
    expected: findings,
    found: report.findings.map(({ code, severity }) => ({ code, severity })),
  })
}

/** Keeps what a comparison came to: the kind of a difference that is a finding of the catalogue is its code. */
export function observeComparison(
  { name, rows }: Scenario,
  { probe, differences }: ExpectedComparison,
  runtime: Observation['runtime'],
  comparison: Comparison,
): void {
  keep({
    scenario: name,
    ...{ rows, runtime, probe, perspective: 'outside' },
    expected: differences,
    found: comparison.differences.map(({ kind, severity }) => ({ code: kind, severity })),
  })
}

function keep(observation: Observation): void {
  const file = process.env[OBSERVATIONS]
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(observation)}\n`)
}
