import { AREAS, catalogue, type FailureMode, failureModes } from '../../shared/findings/index.ts'
import type { Observation } from './observation.ts'

/** How a way of failing did in the lab. */
export interface RowResult {
  readonly row: FailureMode
  /** Every code of the catalogue that names the row. */
  readonly codes: readonly string[]
  /** Scenarios that stand for the row and were run, each with the runtimes that did not recognise it. */
  readonly scenarios: readonly { readonly name: string; readonly missedBy: readonly string[] }[]
  /** Scenarios in which a code of the row came above `info` and had no business there. */
  readonly falseAlarms: readonly string[]
}

/** Holds what was observed against the list of failure modes. */
export function rowResults(observations: readonly Observation[]): readonly RowResult[] {
  return failureModes.map((row) => {
    const codes = [...catalogue.values()].filter((entry) => entry.row === row.id).map(({ code }) => code)
    const ours = observations.filter(({ rows }) => rows.includes(row.id))
    return {
      row,
      codes,
      scenarios: [...Map.groupBy(ours, ({ scenario }) => scenario)].map(([name, runs]) => ({
        name,
        missedBy: (['node', 'workerd'] as const).filter((runtime) => isMissed(runs, runtime, codes)),
      })),
      falseAlarms: [
        ...new Set(observations.filter((each) => isFalseAlarm(each, codes)).map(({ scenario }) => scenario)),
      ],
    }
  })
}

/**
 * Each runtime that ran the scenario has to find one of the codes, by one probe at least; where the fault shows from one side
 * alone, only who looks from there.
 */
function isMissed(
  runs: readonly Observation[],
  wanted: Observation['runtime'],
  codes: readonly string[],
): boolean {
  const finds = ({ found }: Observation) => found.some(({ code }) => codes.includes(code))
  const sides = new Set(runs.filter(finds).map(({ perspective }) => perspective))
  const own = runs.filter(({ runtime }) => runtime === wanted)
  const fromThere = own.filter(({ perspective }) => sides.size === 0 || sides.has(perspective))
  return fromThere.length > 0 && !fromThere.some(finds)
}

function isFalseAlarm({ expected, found }: Observation, codes: readonly string[]): boolean {
  return found.some(
    ({ code, severity }) =>
      (severity === 'error' || severity === 'warning') && codes.includes(code) && !expected.includes(code),
  )
}

/** Whether every row that has scenarios is recognised by each of them, and nothing comes that should not. */
export function isComplete(results: readonly RowResult[]): boolean {
  return results.every(
    ({ scenarios, falseAlarms }) =>
      scenarios.length > 0 &&
      falseAlarms.length === 0 &&
      scenarios.every(({ missedBy }) => missedBy.length === 0),
  )
}

/** The table as text: a line a row, and a line that counts. */
export function tableText(results: readonly RowResult[]): string {
  const lines = results.flatMap((result, index) => {
    const area = result.row.id.slice(0, 1)
    const isFirst = results[index - 1]?.row.id.slice(0, 1) !== area
    return [...(isFirst ? ['', AREAS[area] ?? area] : []), line(result)]
  })
  const count = (states: readonly string[]) =>
    results.filter((result) => states.includes(stateOf(result))).length
  const alarms = results.filter(({ falseAlarms }) => falseAlarms.length > 0).length
  return [
    ...lines,
    '',
    `${results.length} rows: ${count(['recognised'])} recognised, ${count(['missed'])} missed, ${count(['not run'])} without a scenario that ran, ${alarms} with false alarms`,
  ].join('\n')
}

function stateOf({ scenarios }: RowResult): 'recognised' | 'missed' | 'not run' {
  if (scenarios.length === 0) return 'not run'
  return scenarios.every(({ missedBy }) => missedBy.length === 0) ? 'recognised' : 'missed'
}

function line(result: RowResult): string {
  const { row, codes, scenarios, falseAlarms } = result
  const good = scenarios.filter(({ missedBy }) => missedBy.length === 0).length
  const missed = scenarios
    .filter(({ missedBy }) => missedBy.length > 0)
    .map(({ name, missedBy }) => `${name} (${missedBy.join(', ')})`)
  return [
    `  ${row.id}  ${row.severity.padEnd(8)}${stateOf(result).padEnd(11)}${`${good}/${scenarios.length}`.padEnd(6)}${codes.length > 0 ? codes.join(', ') : `${row.code} (not in the catalogue)`}`,
    ...(missed.length > 0 ? [`       missed in ${missed.join(', ')}`] : []),
    ...(falseAlarms.length > 0 ? [`       false alarm in ${falseAlarms.join(', ')}`] : []),
  ].join('\n')
}
