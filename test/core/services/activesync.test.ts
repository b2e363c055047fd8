import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readFolderSync, writeFolderSync } from '../../../shared/protocols/activesync/index.ts'
import { fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'

/** FolderSync with status 1, key 1, and one folder that was added (MS-ASCMD section 4.5.1). */
const SYNCED = fromHex(
  '03016a00 0007 56 4c033100 01 52033100 01 4e 57033100 01 4f 48033500 01 49033000 01 47 03 496e626f78 00 01 4a033200 01 01 01 01',
)

describe('FolderSync', () => {
  test('asks from the beginning', () => {
    expect(toHex(writeFolderSync().bytes())).toBe('03016a00000756520330000101')
    expect(writeFolderSync().annotated()).toContain('56  FolderSync')
  })

  test('is answered with a status and how many folders there are', () => {
    expect(readFolderSync(SYNCED)).toEqual({ status: 1, folders: 1 })
  })

  test('can be answered with a demand for a policy', () => {
    expect(readFolderSync(fromHex('03016a00 0007 56 4c03 313432 00 01 01'))).toEqual({ status: 142 })
  })

  test('passes over what stands on other pages', () => {
    const other = fromHex('03016a00 0007 56 0000 4c033900 01 0007 4c033100 01 01')
    expect(readFolderSync(other)).toEqual({ status: 1 })
  })

  test.each([
    ['nothing', '', 'activesync.truncated'],
    ['without a status', '03016a00 0007 56 01', 'activesync.incomplete'],
    ['cut off in a text', '03016a00 0007 56 4c0331', 'activesync.truncated'],
    ['with attributes', '03016a00 0007 d6 01', 'activesync.not-wbxml'],
    ['without end deep', `03016a00 0007 ${'56'.repeat(40)}`, 'activesync.not-wbxml'],
    ['a page', '3c68746d6c3e', 'activesync.not-wbxml'],
  ])('an answer that is %s is refused', (_, hex, code) => {
    expect(() => readFolderSync(fromHex(hex))).toThrow(expect.objectContaining({ code }))
  })

  test('any bytes end in an answer or in a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (tail) => {
        for (const bytes of [tail, Uint8Array.from([3, 1, 0x6a, 0, 0, 7, 0x56, ...tail])]) {
          try {
            readFolderSync(bytes)
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError)
          }
        }
      }),
      { numRuns: 500 },
    )
  })
})
