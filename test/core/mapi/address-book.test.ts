import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import {
  PROPERTY,
  readGetFqdn,
  readGetNewDsa,
  readNspiBind,
  readNspiUnbind,
  readResolveNames,
  readSpecialTable,
  UNBIND_SUCCESS,
  writeGetFqdn,
  writeGetNewDsa,
  writeNspiBind,
  writeNspiUnbind,
  writeResolveNames,
  writeSpecialTable,
} from '../../../shared/protocols/mapi/index.ts'
import { NdrReader, NdrWriter } from '../../../shared/protocols/rpc/ndr/index.ts'
import { BUILT, RECORDED } from './vectors.ts'

const handle = fromHex('01000000b62846ae05c742439c05ffffffffc22d')
const stub = (hex: string) => new NdrReader(fromHex(hex))

describe('what a server of the address book is sent', () => {
  test('NspiBind, byte for byte', () => {
    expect(toHex(writeNspiBind().bytes())).toBe(BUILT.nspiBindRequest)
    expect(toHex(writeNspiBind().bytes())).toBe(RECORDED.nspiBindRequest)
  })

  test('NspiGetSpecialTable, byte for byte', () => {
    expect(toHex(writeSpecialTable(handle).bytes())).toBe(RECORDED.specialTableRequest)
  })

  test('NspiUnbind', () => {
    expect(toHex(writeNspiUnbind(handle).bytes())).toBe(`${toHex(handle)}00000000`)
  })

  test('NspiResolveNamesW: the tags in an array with room for one more, the names behind their pointers', () => {
    const text = toHex(writeResolveNames(handle, ['ab', 'c']).bytes())
    const stat = BUILT.nspiBindRequest.slice(8, 80)
    const tags = '0000020004000000030000000000000003000000' + '1f000130' + '1f00fe39' + '0300fe0f'
    const pointers = '02000000' + '02000000' + '04000200' + '08000200'
    const first = '03000000' + '00000000' + '03000000' + '610062000000' + '0000'
    const second = '02000000' + '00000000' + '02000000' + '63000000'
    expect(text).toBe(`${toHex(handle)}00000000${stat}${tags}${pointers}${first}${second}`)
  })

  test('NspiResolveNames writes the names in 8 bits', () => {
    const text = toHex(writeResolveNames(handle, ['ab'], { wide: false }).bytes())
    expect(text).toMatch(/030000000000000003000000616200$/)
  })

  test('RfrGetNewDSA, byte for byte', () => {
    expect(toHex(writeGetNewDsa('/o=x/cn=Recipients/cn=alice').bytes())).toBe(RECORDED.getNewDsaRequest)
  })

  test('RfrGetFQDNFromServerDN', () => {
    expect(toHex(writeGetFqdn('/o=x').bytes())).toBe(
      '0000000005000000' + '050000000000000005000000' + '2f6f3d7800',
    )
  })
})

describe('what a server of the address book answers', () => {
  test('NspiBind', () => {
    expect(readNspiBind(stub(RECORDED.nspiBindResponse))).toEqual({
      serverGuid: undefined,
      handle,
      code: 0,
    })
    const withGuid = `00000200 ${'11'.repeat(16)} ${toHex(handle)} 00000000`
    expect(readNspiBind(stub(withGuid))).toMatchObject({
      serverGuid: '11111111-1111-1111-1111-111111111111',
      code: 0,
    })
  })

  test('NspiUnbind', () => {
    expect(readNspiUnbind(stub(RECORDED.unbindResponse))).toBe(UNBIND_SUCCESS)
  })

  test('NspiGetSpecialTable: the address lists, in rows of values behind their pointers', () => {
    const { rows, code } = readSpecialTable(stub(RECORDED.specialTableResponse))
    expect(code).toBe(0)
    expect(rows).toHaveLength(2)
    expect(rows[0]?.get(0x36000003)).toBe(9)
    expect(rows[0]?.get(PROPERTY.displayName)).toBe(null)
    expect(rows[1]?.get(PROPERTY.displayName)).toBe('contoso.test')
    expect(rows[1]?.get(0xfffb000b)).toBe(false)
  })

  test('NspiResolveNamesW: found, with its name and address', () => {
    const { minimalIds, rows, code } = readResolveNames(new NdrReader(resolved()))
    expect({ minimalIds, code }).toEqual({ minimalIds: [2], code: 0 })
    expect(rows[0]?.get(PROPERTY.displayName)).toBe('Alice')
    expect(rows[0]?.get(PROPERTY.smtpAddress)).toBe('a@b.c')
    expect(rows[0]?.get(PROPERTY.objectType)).toBe(6)
  })

  test('NspiResolveNamesW: not found, without rows', () => {
    const stubOf = new NdrWriter().pointer(true).u32(2).u32(1).u32(0).u32(1).u32(0).pointer(false).u32(0)
    expect(readResolveNames(new NdrReader(stubOf.bytes()))).toEqual({ minimalIds: [0], rows: [], code: 0 })
  })

  test('RfrGetNewDSA and RfrGetFQDNFromServerDN', () => {
    expect(readGetNewDsa(stub(RECORDED.getNewDsaResponse))).toEqual({
      server: '616c6963-6540-636f-6e74-6f7301000000@contoso.test',
      code: 0,
    })
    expect(readGetNewDsa(stub(`${'00000000'.repeat(2)}05400080`))).toEqual({
      server: undefined,
      code: 0x80004005,
    })
    const host = new NdrWriter().pointer(true).string8('ex01.corp.test', 'host').u32(0).bytes()
    expect(readGetFqdn(new NdrReader(host))).toEqual({ server: 'ex01.corp.test', code: 0 })
  })

  test.each([
    ['more rows than there is room for', '00000000 00000200 01000000 02000000', 'ndr.count'],
    ['rows without end', '00000000 00000200 ffffffff ffffffff', 'ndr.count'],
    [
      'a property of a type that nobody asked for',
      '00000000 00000200 01000000 01000000 00000000 01000000 04000200 01000000 02110000 00000000 02110000',
      'mapi.property-type',
    ],
    [
      'more values than their array holds',
      '00000000 00000200 01000000 01000000 00000000 02000000 04000200 01000000',
      'mapi.property-count',
    ],
  ])('%s are refused', (_, hex, code) => {
    expect(() => readSpecialTable(stub(hex))).toThrow(expect.objectContaining({ code }))
  })
})

/** An answer with one name found, put together by hand (MS-OXNSPI section 2.2.4). */
function resolved(): Uint8Array {
  return new NdrWriter()
    .pointer(true, 'ppMIds')
    .u32(2)
    .u32(1)
    .u32(0)
    .u32(1)
    .u32(2)
    .pointer(true, 'ppRows')
    .u32(1)
    .u32(1)
    .u32(0)
    .u32(3)
    .pointer(true, 'lpProps')
    .u32(3)
    .u32(PROPERTY.displayName)
    .u32(0)
    .u32(0x1f)
    .pointer(true)
    .u32(PROPERTY.smtpAddress)
    .u32(0)
    .u32(0x1f)
    .pointer(true)
    .u32(PROPERTY.objectType)
    .u32(0)
    .u32(3)
    .u32(6)
    .string16('Alice', 'value')
    .string16('a@b.c', 'value')
    .u32(0, 'return value')
    .bytes()
}
