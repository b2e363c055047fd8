import { describe, expect, test } from 'vitest'
import { scenarios } from '../../../lab/index.ts'
import { AREAS, catalogue, failureModes } from '../../../shared/findings/index.ts'
import type { Observation } from '../../scenarios/observation.ts'
import { isComplete, rowResults, tableText } from '../../scenarios/table.ts'

const ids = failureModes.map(({ id }) => id)
const entries = [...catalogue.values()]

describe('the list of failure modes', () => {
  test('has each of them once, in the order of its areas', () => {
    expect(new Set(ids).size).toBe(ids.length)
    const areas = Object.keys(AREAS)
    const ranks = ids.map((id) => areas.indexOf(id.slice(0, 1)) * 100 + Number(id.slice(1)))
    expect(ranks).toEqual(ranks.toSorted((left, right) => left - right))
  })

  test('knows every row that a finding or a scenario names', () => {
    const named = [...entries.flatMap(({ row }) => row ?? []), ...scenarios.flatMap(({ rows }) => rows)]
    expect(named.filter((row) => !ids.includes(row))).toEqual([])
  })

  test.each(failureModes.map((mode) => [mode.id, mode.code, mode] as const))(
    '%s is a finding of its severity and side: %s',
    (id, code, { severity, where }) => {
      const own = entries.filter(({ row }) => row === id)
      const rank = ['advice', 'info', 'warning', 'error']
      expect(own.map((entry) => entry.code)).toContain(code)
      expect(own.filter((entry) => rank.indexOf(entry.severity) > rank.indexOf(severity))).toEqual([])
      expect(own.map((entry) => entry.where)).toContain(where)
    },
  )
})

describe('the table of rows', () => {
  const run = (change: Partial<Observation>): Observation => ({
    ...{ scenario: 'port-refused', rows: ['D15'], runtime: 'node', perspective: 'outside', probe: 'dns' },
    ...{ expected: ['port-closed'], found: [{ code: 'port-closed', severity: 'error' }] },
    ...change,
  })
  const resultOf = (id: string, ...runs: Observation[]) => rowResults(runs).find(({ row }) => row.id === id)

  test('says that a row is recognised when one probe of each runtime finds its code', () => {
    const other = run({ probe: 'dns', found: [] })
    expect(resultOf('D15', run({}), other, run({ runtime: 'workerd' }))?.scenarios).toEqual([
      { name: 'port-refused', missedBy: [] },
    ])
  })

  test('names the runtime that missed it', () => {
    expect(resultOf('D15', run({}), run({ runtime: 'workerd', found: [] }))?.scenarios).toEqual([
      { name: 'port-refused', missedBy: ['workerd'] },
    ])
  })

  test('counts what came above info and was not expected as a false alarm', () => {
    const found = [
      { code: 'certificate-expired', severity: 'info' },
      { code: 'certificate-weak', severity: 'warning' },
    ] as const
    const plain = run({ scenario: 'plain', rows: [], expected: [], found })
    expect(resultOf('T02', plain)?.falseAlarms).toEqual([])
    expect(resultOf('T05', plain)?.falseAlarms).toEqual(['plain'])
    expect(tableText(rowResults([plain]))).toContain('false alarm in plain')
    expect(isComplete(rowResults([plain]))).toBe(false)
  })
})
