import { describe, expect, test } from 'vitest'
import { compareBuilds, generationOfBuild, lifecycleOf } from '../../../../shared/findings/index.ts'

describe('builds', () => {
  test.each([
    ['8.3.517.0', '2007'],
    ['14.3.513.0', '2010'],
    ['15.0.1497.48', '2013'],
    ['15.1.2507.39', '2016'],
    ['15.2.1748.10', '2019'],
    ['15.2.2562.17', 'se'],
    ['15.2.2562', 'se'],
    ['16.0.1.1', undefined],
    ['15', undefined],
  ])('%s is of %s', (build, generation) => {
    expect(generationOfBuild(build)).toBe(generation)
  })

  test('are compared by as many parts as are known', () => {
    expect(compareBuilds('15.1.2507.9', '15.1.2507.39')).toBeLessThan(0)
    expect(compareBuilds('15.1.2507', '15.1.2507.39')).toBe(0)
  })

  test('of every generation the last belongs to it', () => {
    for (const generation of ['2007', '2010', '2013', '2016', '2019', 'se'] as const) {
      expect(generationOfBuild(lifecycleOf(generation).lastBuild)).toBe(generation)
    }
  })
})
