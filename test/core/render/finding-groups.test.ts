import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Finding, Severity } from '../../../shared/engine/index.ts'
import { findingGroups, firstToMend } from '../../../shared/render/finding-groups.ts'

function finding(id: string, severity: Severity, ...causedBy: string[]): Finding {
  return { id, code: id, severity, subject: { kind: 'run' }, values: {}, causedBy, step: '1' }
}

const shape = (...findings: Finding[]) =>
  findingGroups({ findings }).map(({ cause, consequences, severity }) => [
    cause.id,
    consequences.map(({ id }) => id),
    severity,
  ])

describe('groups of findings', () => {
  test('have a cause and everything that follows from it, near and far, the worst first', () => {
    expect(
      shape(
        finding('c', 'info', 'b'),
        finding('a', 'error'),
        finding('b', 'warning', 'a'),
        finding('x', 'info'),
      ),
    ).toEqual([
      ['a', ['b', 'c'], 'error'],
      ['x', [], 'info'],
    ])
  })

  test('count as much as the worst in them: a fact may be why something fails', () => {
    const findings = [finding('other', 'warning'), finding('fact', 'info'), finding('fault', 'error', 'fact')]
    expect(shape(...findings)).toEqual([
      ['fact', ['fault'], 'error'],
      ['other', [], 'warning'],
    ])
    expect(firstToMend({ findings })?.cause.id).toBe('fact')
  })

  test('are there for causes that nobody knows, and for those that go in a circle', () => {
    expect(shape(finding('a', 'error', 'gone'))).toEqual([['a', [], 'error']])
    expect(shape(finding('a', 'error', 'b'), finding('b', 'error', 'a'))).toEqual([['a', ['b'], 'error']])
  })

  test('hold every finding exactly once, whatever follows from what', () => {
    const ids = ['a', 'b', 'c', 'd', 'e']
    const causes = fc.array(fc.constantFrom(...ids, 'gone'), { maxLength: 3 })
    fc.assert(
      fc.property(fc.tuple(causes, causes, causes, causes, causes), (all) => {
        const findings = ids.map((id, at) => finding(id, 'error', ...(all[at] ?? [])))
        const held = findingGroups({ findings }).flatMap(({ cause, consequences }) => [
          cause,
          ...consequences,
        ])
        expect(held.map(({ id }) => id).sort()).toEqual(ids)
      }),
    )
  })
})
