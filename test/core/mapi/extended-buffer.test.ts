import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteReader, concatBytes, fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import { decompress, readAuxiliary, readExtendedBuffers } from '../../../shared/protocols/mapi/index.ts'

const ascii = (text: string) => new TextEncoder().encode(text)
const reader = (bytes: Uint8Array) => new ByteReader(bytes, 'mapi', 'little')
const payloads = (hex: string) => readExtendedBuffers(reader(fromHex(hex))).map(({ bytes }) => toHex(bytes))

const ALPHABET = { stream: fromHex(`3f000000${toHex(ascii('abcdefghijklmnopqrstuvwxyz'))}`), size: 26 }
const REPEATED = { stream: fromHex('ffffff1f 61 62 63 1700 0f ff 2601'), size: 300 }

/** The simplest encoder of the same format: no matches, or one long one of a single byte. */
function literals(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += 32) {
    parts.push(new Uint8Array(4), bytes.subarray(at, at + 32))
  }
  return concatBytes(...parts)
}

/** A byte, and a match that repeats it `length` times, its length in the shortest form that holds it. */
function repeated(byte: number, length: number): Uint8Array {
  const mask = Uint8Array.of(0, 0, 0, 0x40)
  const word = (bits: number) => Uint8Array.of(bits, 0)
  const rest = length - 3
  if (rest < 7) return concatBytes(mask, Uint8Array.of(byte), word(rest))
  if (rest < 7 + 15) return concatBytes(mask, Uint8Array.of(byte), word(7), Uint8Array.of(rest - 7))
  if (rest < 7 + 15 + 255)
    return concatBytes(mask, Uint8Array.of(byte), word(7), Uint8Array.of(15, rest - 22))
  return concatBytes(mask, Uint8Array.of(byte), word(7), Uint8Array.of(15, 255, rest & 0xff, rest >> 8))
}

describe('compressed data', () => {
  test('of the specification is what it says', () => {
    expect(decompress(ALPHABET.stream, ALPHABET.size)).toEqual(ascii('abcdefghijklmnopqrstuvwxyz'))
    expect(decompress(REPEATED.stream, REPEATED.size)).toEqual(ascii('abc'.repeat(100)))
  })

  test('without matches is itself, whatever its length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decompress(literals(bytes), bytes.length)).toEqual(bytes)
      }),
    )
  })

  test.each([3, 9, 10, 24, 25, 279, 280, 1000, 65534])('with a match of %s bytes has them all', (length) => {
    expect(decompress(repeated(0x61, length), length + 1)).toEqual(ascii('a'.repeat(length + 1)))
  })

  test('two matches share the byte that lengthens them', () => {
    // A byte, two matches of 10 and 11 bytes: the second takes the upper half of the first one's byte.
    const stream = fromHex('00000060 61 0700 10 0700')
    expect(decompress(stream, 22)).toEqual(ascii('a'.repeat(22)))
  })

  test.each([
    ['ends early', ALPHABET.stream.slice(0, -1), 26],
    ['has more than was announced', REPEATED.stream, 299],
    ['has another byte behind its end', concatBytes(REPEATED.stream, Uint8Array.of(0)), 300],
    ['reaches back before its beginning', fromHex('00000040 61 0800'), 4],
    ['gives a length in a form that is too long for it', fromHex('00000040 61 0700 0f ff 1500'), 25],
    ['is empty', new Uint8Array(), 1],
  ])('that %s is refused', (_, stream, size) => {
    expect(() => decompress(stream, size)).toThrow(expect.objectContaining({ code: 'mapi.compressed' }))
  })

  test('of any bytes ends in data or in the typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(0xffff), (stream, size) => {
        try {
          expect(decompress(stream, size).length).toBe(size)
        } catch (error) {
          expect(error).toMatchObject({ code: 'mapi.compressed' })
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('an extended buffer', () => {
  test('is read plain, obscured, compressed, and both', () => {
    expect(payloads('0000 0400 0300 0300 616263')).toEqual(['616263'])
    expect(payloads('0000 0600 0300 0300 c4c7c6')).toEqual(['616263'])
    const compressed = toHex(REPEATED.stream)
    const obscured = toHex(REPEATED.stream.map((byte) => byte ^ 0xa5))
    const expected = toHex(ascii('abc'.repeat(100)))
    expect(payloads(`0000 0500 0d00 2c01 ${compressed}`)).toEqual([expected])
    expect(payloads(`0000 0700 0d00 2c01 ${obscured}`)).toEqual([expected])
  })

  test('can be a chain, whose last link alone says so', () => {
    expect(payloads('0000 0000 0100 0100 61  0000 0200 0100 0100 c7  0000 0400 0100 0100 63')).toEqual([
      '61',
      '62',
      '63',
    ])
  })

  test.each([
    ['of another version', '0100 0400 0000 0000', 'mapi.extended-buffer'],
    ['with flags that nobody knows', '0000 0c00 0000 0000', 'mapi.extended-buffer'],
    ['that is longer than it is, uncompressed', '0000 0400 0100 0200 61', 'mapi.extended-buffer'],
    ['that ends without a last link', '0000 0000 0100 0100 61', 'mapi.truncated'],
    ['with something behind its last link', '0000 0400 0100 0100 61 00', 'mapi.trailing'],
    ['that is shorter than it says', '0000 0400 0200 0200 61', 'mapi.truncated'],
  ])('%s is refused', (_, hex, code) => {
    expect(() => payloads(hex)).toThrow(expect.objectContaining({ code }))
  })

  test('cannot grow without bounds, however much each link unpacks to', () => {
    const link = `0000 0100 0b00 ffff ${toHex(repeated(0x61, 65534))}`
    expect(() => payloads(link.repeat(17))).toThrow(expect.objectContaining({ code: 'mapi.extended-buffer' }))
  })
})

describe('auxiliary data', () => {
  test('that is not there says nothing', () => {
    expect(readAuxiliary(reader(new Uint8Array()))).toEqual({ types: [] })
  })

  test('of unknown types is passed over', () => {
    expect(readAuxiliary(reader(fromHex('0000 0400 0900 0900 0500 01 99 00 0400 01 9a')))).toEqual({
      types: [0x99, 0x9a],
    })
  })

  test.each([
    ['of a size below its own head', '0000 0400 0400 0400 0300 01 48', 'mapi.auxiliary'],
    ['that is cut off', '0000 0400 0400 0400 0800 01 48', 'mapi.truncated'],
  ])('%s is refused', (_, hex, code) => {
    expect(() => readAuxiliary(reader(fromHex(hex)))).toThrow(expect.objectContaining({ code }))
  })
})
