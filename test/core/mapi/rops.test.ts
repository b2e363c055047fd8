import { describe, expect, test } from 'vitest'
import { ByteReader, ByteWriter, FieldNotes, fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import {
  readRops,
  writeExtendedBuffer,
  writeLogonRops,
  writeReleaseRops,
} from '../../../shared/protocols/mapi/index.ts'
import { BUILT } from './vectors.ts'

/** A ROP output buffer of these responses, in hex, with a table of one handle. */
function output(responses: string): Uint8Array {
  const writer = new ByteWriter('little')
  writeExtendedBuffer(writer, (payload) =>
    payload
      .u16(responses.length / 2 + 2)
      .raw(fromHex(responses))
      .u32(0xffffffff),
  )
  return writer.bytes()
}

const read = (bytes: Uint8Array) => readRops(new ByteReader(bytes, 'mapi', 'little'))
const only = (responses: string) => read(output(responses)).responses

describe('what RopLogon can be answered with', () => {
  test('the mailbox is on another server', () => {
    expect(only(BUILT.redirect)).toEqual([{ rop: 'logon', kind: 'redirected', server: '/o=Lab/cn=SRV2' }])
  })

  test('a refusal, with its code', () => {
    expect(only(BUILT.failure)).toEqual([{ rop: 'logon', kind: 'refused', code: 0x3eb }])
  })

  test('public folders', () => {
    const head = `fe000000000000${'01'.repeat(104)}`
    expect(only(`${head}${'0100'}${'aa'.repeat(16)}${'bb'.repeat(16)}`)).toEqual([
      { rop: 'logon', kind: 'public' },
    ])
  })

  test('come back later, for the whole logon or for some ROPs', () => {
    expect(only('f9001027000000' + '0000')).toEqual([{ rop: 'backoff', durationMs: 10_000, rops: [] }])
    expect(only('f9001027000001fe881300000000')).toEqual([
      { rop: 'backoff', durationMs: 10_000, rops: ['RopLogon'] },
    ])
  })

  test('more room is needed', () => {
    expect(only('ff0010fe0000')).toEqual([{ rop: 'buffer-too-small', sizeNeeded: 0x1000 }])
  })

  test('notifications wait, before or behind the answer', () => {
    expect(only(`${BUILT.failure}6e0000`)).toEqual([
      { rop: 'logon', kind: 'refused', code: 0x3eb },
      { rop: 'pending' },
    ])
    expect(only('2a00000000')).toEqual([{ rop: 'notify' }])
  })
})

describe('a ROP buffer is refused', () => {
  test.each([
    ['with a size below its own two bytes', fromHex('0000040006000600' + '0100ffffffff'), 'mapi.rops'],
    ['with a size beyond its end', fromHex('0000040006000600' + 'ff00ffffffff'), 'mapi.truncated'],
    ['with half a handle', fromHex('0000040004000400' + '0200ffff'), 'mapi.truncated'],
    ['with a ROP that nobody asked for', output('0200'), 'mapi.rops'],
    ['with more answers than questions can have', output('6e0000'.repeat(65)), 'mapi.rops'],
    ['with a server name that does not end', output('fe00780400000103414243'), 'mapi.truncated'],
    ['with something behind a server name', output('fe00780400000103410042'), 'mapi.trailing'],
  ])('%s', (_, bytes, code) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code }))
  })
})

test('a handle is given up with RopRelease', () => {
  const writer = new ByteWriter('little')
  writeReleaseRops(writer, 0x0000002a)
  expect(toHex(writer.bytes())).toBe('0000040009000900' + '0500' + '010000' + '2a000000')
})

test('a name that no mailbox can have is not sent', () => {
  for (const dn of ['/o=\u0416', '/o=a\0b']) {
    expect(() => writeLogonRops(new ByteWriter('little'), { dn })).toThrow(
      expect.objectContaining({ code: 'mapi.text' }),
    )
  }
})

test('the trace names what came, field by field', () => {
  const reader = new ByteReader(output(BUILT.redirect), 'mapi', 'little', new FieldNotes())
  readRops(reader)
  expect(reader.annotated()).toContain('ReturnValue: 0x00000478 ecWrongServer')
  expect(reader.annotated()).toContain('ServerName: /o=Lab/cn=SRV2')
})
