import { describe, expect, test } from 'vitest'
import type { MadeExtension } from './certificate-maker.ts'
import { authority, codesOf, judge, server } from './chains.ts'
import { implicit, integer, oid, sequence } from './der-maker.ts'

const ANY = '2.5.29.32.0'
const [GOLD, SILVER] = ['1.2.3.1', '1.2.3.2'] as const

const policies = (...oids: readonly string[]): MadeExtension => ({
  oid: '2.5.29.32',
  value: sequence(...oids.map((policy) => sequence(oid(policy)))),
})
const mapping = (issuer: string, subject: string): MadeExtension => ({
  oid: '2.5.29.33',
  critical: true,
  value: sequence(sequence(oid(issuer), oid(subject))),
})
/** A policy is demanded (or mapping ends) after so many more certificates. */
const constraints = (which: 'explicit' | 'mapping', after: number): MadeExtension => ({
  oid: '2.5.29.36',
  critical: true,
  value: sequence(implicit(which === 'explicit' ? 0 : 1, Uint8Array.of(after))),
})
const inhibitAny = (after: number): MadeExtension => ({
  oid: '2.5.29.54',
  critical: true,
  value: integer(after),
})

async function chain(
  upper: readonly MadeExtension[],
  lower: readonly MadeExtension[],
  leaf: readonly MadeExtension[],
) {
  return codesOf(
    await judge({
      leaf: server('Lower', { extensions: leaf }),
      presented: [
        authority('Lower', 'Upper', { extensions: lower }),
        authority('Upper', 'Root', { extensions: upper }),
      ],
      roots: [authority('Root')],
    }),
  )
}

describe('certificate policies (RFC 5280 section 6.1)', () => {
  test.each<[string, readonly MadeExtension[], readonly MadeExtension[], readonly MadeExtension[]]>([
    ['nobody demands one', [policies(GOLD)], [], [policies(SILVER)]],
    [
      'the one that is demanded goes through to the leaf',
      [constraints('explicit', 0), policies(GOLD)],
      [policies(GOLD)],
      [policies(GOLD, SILVER)],
    ],
    [
      'an authority allows any',
      [constraints('explicit', 0), policies(ANY)],
      [policies(GOLD)],
      [policies(GOLD)],
    ],
    ['the leaf has any', [constraints('explicit', 0), policies(GOLD)], [policies(GOLD)], [policies(ANY)]],
    ['it is demanded after the leaf', [constraints('explicit', 3)], [], []],
    [
      'it was mapped to another',
      [constraints('explicit', 0), policies(GOLD), mapping(GOLD, SILVER)],
      [policies(SILVER)],
      [policies(SILVER)],
    ],
  ])('allow a chain where %s', async (_, upper, lower, leaf) => {
    expect(await chain(upper, lower, leaf)).toEqual([])
  })

  test.each<[string, readonly MadeExtension[], readonly MadeExtension[], readonly MadeExtension[]]>([
    ['the leaf has none', [constraints('explicit', 0), policies(GOLD)], [policies(GOLD)], []],
    ['an authority between has none', [constraints('explicit', 0), policies(GOLD)], [], [policies(GOLD)]],
    [
      'the leaf has another',
      [constraints('explicit', 0), policies(GOLD)],
      [policies(GOLD)],
      [policies(SILVER)],
    ],
    ['it is demanded from the leaf on', [constraints('explicit', 2)], [], []],
    ['the leaf demands it itself', [], [], [constraints('explicit', 0)]],
    [
      'any does not count any more',
      [constraints('explicit', 0), inhibitAny(0), policies(GOLD)],
      [policies(GOLD)],
      [policies(ANY)],
    ],
    [
      'the one that was mapped away is used',
      [constraints('explicit', 0), policies(GOLD), mapping(GOLD, SILVER)],
      [policies(GOLD)],
      [policies(GOLD)],
    ],
    [
      'mapping had been forbidden',
      [constraints('mapping', 0), policies(GOLD)],
      [policies(GOLD), mapping(GOLD, SILVER)],
      [policies(SILVER), constraints('explicit', 0)],
    ],
    [
      'any is mapped',
      [constraints('explicit', 0), policies(GOLD), mapping(ANY, SILVER)],
      [policies(GOLD)],
      [policies(GOLD)],
    ],
  ])('forbid a chain where %s', async (_, upper, lower, leaf) => {
    expect(await chain(upper, lower, leaf)).toEqual(['policy'])
  })
})
