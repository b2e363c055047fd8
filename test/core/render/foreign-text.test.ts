import { describe, expect, test } from 'vitest'
import { foreignText, safeJson } from '../../../shared/render/foreign-text.ts'
import { HOSTILE, OBEYED } from './hostile-values.ts'

describe('foreign text on a terminal', () => {
  test.each(HOSTILE)('shows %s instead of obeying it', (_, value) => {
    const shown = foreignText(value)
    expect(shown).not.toMatch(OBEYED)
    expect(shown).not.toContain('\n')
    expect(shown).toMatch(/\\u\{[0-9a-f]+\}/)
  })

  test('says which character it was', () => {
    expect(foreignText('a\u001bb\u202ec\u{e0041}')).toBe('a\\u{1b}b\\u{202e}c\\u{e0041}')
  })

  test.each([
    ['CONTOSO\\anna'],
    ["O=Müller & Söhne, CN='x'"],
    ['株式会社例 メール'],
    ['Việt Nam'],
    ['हिन्दी'],
    ['💌'],
  ])('leaves %s as it is', (text) => {
    expect(foreignText(text)).toBe(text)
  })

  test('shows nothing but ASCII where no more can be shown', () => {
    expect(foreignText('Müller → 株', { ascii: true })).toBe('M\\u{fc}ller \\u{2192} \\u{682a}')
  })

  test('keeps the beginning of a text without end, and says how much there was', () => {
    const shown = foreignText('x'.repeat(1_000_000))
    expect(shown.length).toBeLessThan(5000)
    expect(shown).toMatch(/^x+ \(and 996000 more characters\)$/)
  })
})

describe('JSON on a terminal', () => {
  test.each(HOSTILE)('carries %s without loss and without obeying it', (_, value) => {
    const json = safeJson({ [value]: [value] }, 2)
    expect(json).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u)
    expect(JSON.parse(json)).toEqual({ [value]: [value] })
  })
})
