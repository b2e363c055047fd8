import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import {
  isNullHandle,
  NdrReader,
  NdrWriter,
  NULL_CONTEXT_HANDLE,
} from '../../../shared/protocols/rpc/ndr/index.ts'

const USER_DN = '/o=x/cn=Recipients/cn=alice'
/** RfrGetNewDSA as an independent server of groupware got and answered it. */
const RFR_REQUEST =
  '000000001c000000000000001c0000002f6f3d782f636e3d526563697069656e74732f636e3d616c6963650000000200000000000400020000000000'
const RFR_RESPONSE =
  '00000000080002000c00020032000000000000003200000036313663363936332d363534302d363336662d366537342d36663733303130303030303040636f6e746f736f2e7465737400000000000000'

describe('stubs that an independent server took and sent', () => {
  test('a request with a string and pointers comes out byte for byte', () => {
    const stub = new NdrWriter()
      .u32(0, 'ulFlags')
      .string8(USER_DN, 'pUserDN')
      .pointer(true, 'ppszUnused')
      .pointer(false, '*ppszUnused')
      .pointer(true, 'ppszServer')
      .pointer(false, '*ppszServer')
    expect(toHex(stub.bytes())).toBe(RFR_REQUEST)
  })

  test('an answer with pointers to pointers is read to its end', () => {
    const stub = new NdrReader(fromHex(RFR_RESPONSE))
    expect(stub.pointer('ppszUnused')).toBe(false)
    stub.reference('ppszServer')
    stub.reference('*ppszServer')
    expect(stub.string8(1024, 'server')).toBe('616c6963-6540-636f-6e74-6f7301000000@contoso.test')
    expect(stub.u32('return value')).toBe(0)
    stub.finish()
  })

  test('a context handle behind a null pointer', () => {
    const stub = new NdrReader(fromHex('0000000001000000b62846ae05c742439c05ffffffffc22d00000000'))
    expect(stub.pointer('pServerGuid')).toBe(false)
    const handle = stub.contextHandle()
    expect(toHex(handle)).toBe('01000000b62846ae05c742439c05ffffffffc22d')
    expect(isNullHandle(handle)).toBe(false)
    expect(isNullHandle(NULL_CONTEXT_HANDLE)).toBe(true)
    expect(stub.u32()).toBe(0)
    expect(stub.remaining).toBe(0)
  })
})

test('what is written is aligned to its own size from the start of the stub (C706 section 14.3)', () => {
  const stub = new NdrWriter().u8(1).u16(2).u8(3).u32(4).u8(5).u64(6n).u8(7).align(4)
  expect(toHex(stub.bytes())).toBe(
    toHex(fromHex('01 00 0200 03 000000 04000000 05 000000 0600000000000000 07 000000')),
  )
})

test('strings of 16 bits count characters, not bytes', () => {
  const stub = new NdrWriter().string16('Añ', 'name').u16(0xffff)
  expect(toHex(stub.bytes())).toBe('0300000000000000030000004100f1000000ffff')
  const reader = new NdrReader(stub.bytes())
  expect(reader.string16(3, 'name')).toBe('Añ')
  expect(reader.u16()).toBe(0xffff)
})

test('an array of bytes keeps its alignment gap to itself', () => {
  const stub = new NdrWriter().conformantBytes(Uint8Array.of(1, 2, 3), 'rgbAuxIn').u32(3, 'cbAuxIn')
  expect(toHex(stub.bytes())).toBe('030000000102030003000000')
  const varying = new NdrWriter().conformantVaryingBytes(Uint8Array.of(9), 'rgbOut', 4096).u32(1)
  expect(toHex(varying.bytes())).toBe('0010000000000000010000000900000001000000')
  const reader = new NdrReader(varying.bytes())
  expect(toHex(reader.conformantVaryingBytes(4096, 'rgbOut'))).toBe('09')
  expect(reader.u32()).toBe(1)
})

describe('a stub is refused', () => {
  const string8 = (hex: string) => () => new NdrReader(fromHex(hex)).string8(100, 'name')
  test.each([
    ['that announces more than there is', string8('1000000000000000100000004100'), 'ndr.truncated'],
    ['whose counts end early', string8('10000000000000'), 'ndr.truncated'],
    ['that announces more than the caller takes', string8('ff00000000000000ff0000004100'), 'ndr.count'],
    ['with more elements than it has room for', string8('01000000000000000200000041004100'), 'ndr.count'],
    ['that starts in the middle of a string', string8('02000000010000000100000000'), 'ndr.count'],
    ['with a string without its terminator', string8('0100000000000000010000004100'), 'ndr.text'],
    ['with an empty string that has not even a terminator', string8('000000000000000000000000'), 'ndr.text'],
    [
      'with a null pointer where something has to be',
      () => new NdrReader(fromHex('00000000')).reference('server'),
      'ndr.null-reference',
    ],
    ['with something behind its end', () => new NdrReader(fromHex('00')).finish(), 'ndr.trailing'],
  ])('%s', (_, read, code) => {
    expect(read).toThrow(expect.objectContaining({ code }))
  })

  test.each(['a\0b', 'Ω'])('before it is sent, when a string of 8 bits cannot hold the text (%j)', (text) => {
    expect(() => new NdrWriter().string8(text, 'name')).toThrow(expect.objectContaining({ code: 'ndr.text' }))
  })
})

test('a string of 8 bits is read as Windows-1252', () => {
  expect(new NdrReader(fromHex('0300000000000000030000008add00')).string8(10, 'name')).toBe('ŠÝ')
})

test('a trace tells each field, gaps and what was not read included', () => {
  const stub = NdrReader.annotating(fromHex('0500000001000000ff00000000'))
  stub.u8('picxr')
  stub.u32((value) => `return value: ${value === 1 ? 'one' : value}`)
  expect(stub.annotated()).toBe(
    ['05  picxr', '00 00 00  alignment', '01 00 00 00  return value: one', 'ff 00 00 00 00  not read'].join(
      '\n',
    ),
  )
})

test('any bytes, read in any order, give values or a typed error', () => {
  const read = fc.constantFrom<(stub: NdrReader) => unknown>(
    (stub) => stub.u8(),
    (stub) => stub.u16(),
    (stub) => stub.u32(),
    (stub) => stub.u64(),
    (stub) => stub.guid(),
    (stub) => stub.contextHandle(),
    (stub) => stub.pointer(),
    (stub) => stub.conformantBytes(50, 'bytes'),
    (stub) => stub.conformantVaryingBytes(50, 'bytes'),
    (stub) => stub.string8(50, 'text'),
    (stub) => stub.string16(50, 'text'),
    (stub) => stub.rest(),
    (stub) => stub.finish(),
  )
  const byte = fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, fc.nat(12), fc.nat(255))
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 120 }), fc.array(read, { maxLength: 12 }), (bytes, reads) => {
      const stub = new NdrReader(Uint8Array.from(bytes))
      try {
        for (const each of reads) each(stub)
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error
        expect(error.code).toMatch(/^ndr\.(truncated|count|text|null-reference|trailing)$/)
      }
    }),
    { numRuns: 2000 },
  )
})
