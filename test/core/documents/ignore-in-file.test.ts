import { describe, expect, test } from 'vitest'
import { ignoreInFile, readOutpostFile, withEdits } from '../../../shared/documents/outpost-file/index.ts'

function ignoring(text: string, at: string, code = 'certificate-expired'): string | undefined {
  const edits = ignoreInFile(text, text.indexOf(at), code, 'until Friday')
  return edits && withEdits(text, edits)
}

function acceptedIn(text: string | undefined) {
  return readOutpostFile(text ?? '').targets?.map(({ expect: { ignore = [] } }) => ignore)
}

const accepted = { code: 'certificate-expired', reason: 'until Friday' }

describe('a finding that is to be ignored is written into the target that it is about', () => {
  test('beside what the file says already, and comments stay', () => {
    const text = `{
  // every night
  "targets": [
    { "target": "a.test", "expect": { "certificateDays": 14 } }, // the old one
    { "target": "b.test" }
  ]
}
`
    const mended = ignoring(text, 'a.test')
    expect(acceptedIn(mended)).toEqual([[accepted], []])
    expect(mended).toContain('// every night')
    expect(mended).toContain('// the old one')
    expect(readOutpostFile(mended ?? '').targets?.[0]?.expect.certificateDays).toBe(14)
  })

  test('behind what is ignored already', () => {
    const text =
      '{ "targets": [{ "target": "a.test", "expect": { "findings": { "ignore": ["srv-missing"] } } }] }'
    const codes = acceptedIn(ignoring(text, 'a.test'))?.[0]?.map(({ code }) => code)
    expect(codes).toEqual(['srv-missing', 'certificate-expired'])
  })

  test('into a target that is a name alone, which becomes an object', () => {
    expect(acceptedIn(ignoring('{ "targets": ["a.test", "b.test"] }', 'b.test'))).toEqual([[], [accepted]])
  })

  test('and not twice, nor where there is no target, nor into a file that cannot be read', () => {
    const once = ignoring('{ "targets": ["a.test"] }', 'a.test') ?? ''
    expect(ignoring(once, 'a.test')).toBeUndefined()
    expect(ignoring('{ "targets": ["a.test"] }', '{')).toBeUndefined()
    expect(ignoring('{ "targets": [', '{')).toBeUndefined()
  })
})
