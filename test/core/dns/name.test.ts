import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteReader, ByteWriter } from '../../../shared/protocols/bytes/index.ts'
import { DnsNameError, readName, writeName } from '../../../shared/protocols/dns/index.ts'
import { bytesOf } from './annotated-hex.ts'

const HEADER = '00'.repeat(12)

/** Reads the name at `position` of a message: `hex` follows an empty header, so it starts at byte 12. */
function nameIn(hex: string, position = 12): string {
  const reader = new ByteReader(bytesOf(HEADER + hex), 'dns')
  reader.position = position
  return readName(reader)
}

function wireOf(name: string): Uint8Array {
  const writer = new ByteWriter()
  writeName(writer, name)
  return writer.bytes()
}

describe('a name on the wire', () => {
  // The message of RFC 1035 section 4.1.4, at the offsets that the RFC gives its names.
  const RFC_1035 = `
    0000 0000 0000 0000     ; bytes 12 to 19
    01 46 03 495349 04 41525041 00        ; 20: F.ISI.ARPA
    0000 0000 0000 0000
    03 464f4f c014          ; 40: FOO and a pointer to 20
    0000 0000 0000 0000 0000 0000 0000 0000 0000
    c01a                    ; 64: a pointer to 26
    0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000
    00                      ; 92: the root`

  test.each([
    [20, 'f.isi.arpa'],
    [40, 'foo.f.isi.arpa'],
    [64, 'arpa'],
    [92, '.'],
  ])('is read with its pointers, as in RFC 1035 (byte %d)', (position, name) => {
    expect(nameIn(RFC_1035, position)).toBe(name)
  })

  test('leaves the reader behind the first pointer, wherever that led', () => {
    const reader = new ByteReader(bytesOf(`${HEADER} 03 636f6d 00  07 6578616d706c65 c00c  beef`), 'dns')
    reader.position = 17
    expect(readName(reader)).toBe('example.com')
    expect(reader.u16()).toBe(0xbeef)
  })

  test.each([
    ['to itself', 'c00c'],
    ['to its own first label', '01 61 c00c'],
    ['forward', 'c00e 00'],
    ['into the header', 'c000'],
    ['beyond the end', 'ffff'],
  ])('with a pointer %s is refused', (_, hex) => {
    expect(() => nameIn(hex)).toThrow(expect.objectContaining({ code: 'dns.pointer' }))
  })

  test('with two pointers at each other is refused', () => {
    expect(() => nameIn('01 61 c010  01 62 c00c', 16)).toThrow(
      expect.objectContaining({ code: 'dns.pointer' }),
    )
  })

  test('with a pointer that leads back, and from there forward again, is refused', () => {
    expect(() => nameIn('c00e 01 61 00  c00c', 17)).toThrow(expect.objectContaining({ code: 'dns.pointer' }))
  })

  test('with more pointers than labels could be behind them is refused', () => {
    const pointers = Array.from({ length: 128 }, (_, index) =>
      (0xc00c + 2 * index + (index === 0 ? 0 : -1)).toString(16),
    )
    expect(() => nameIn(`00 ${pointers.join(' ')}`, 13 + 2 * 127)).toThrow(
      expect.objectContaining({ code: 'dns.pointer' }),
    )
  })

  test.each(['40', '80', 'bf'])('with the reserved label type of %s is refused', (hex) => {
    expect(() => nameIn(`${hex} ${'61'.repeat(63)} 00`)).toThrow(
      expect.objectContaining({ code: 'dns.label' }),
    )
  })

  test('may be 255 bytes long and not one more', () => {
    const label = (length: number) => length.toString(16).padStart(2, '0') + '61'.repeat(length)
    const longest = label(63).repeat(3) + label(61)
    expect(nameIn(`${longest} 00`)).toHaveLength(253)
    const longer = label(63).repeat(3) + label(62)
    expect(() => nameIn(`${longer} 00`)).toThrow(expect.objectContaining({ code: 'dns.name-too-long' }))
  })

  test.each(['', '03 6162', '01 61', '01 61 c0'])('that ends early is refused (%s)', (hex) => {
    expect(() => nameIn(hex)).toThrow(expect.objectContaining({ code: 'dns.truncated' }))
  })

  test('compares without regard to case, and keeps bytes beyond ASCII as they are', () => {
    expect(nameIn('04 4d41494c 07 6578416d506c65 00')).toBe('mail.example')
    expect(nameIn('02 c3c4 00')).toBe('\\195\\196')
  })

  test('cannot pass for another one: what would be ambiguous is escaped', () => {
    expect(nameIn('03 612e62 00')).toBe('a\\.b')
    expect(nameIn('05 615c623b63 00')).toBe('a\\\\b\\;c')
    expect(nameIn('06 6120 0a00 7fff 00')).toBe('a\\032\\010\\000\\127\\255')
  })
})

describe('a name as text', () => {
  test.each([
    ['.', '00'],
    ['example.com', '07 6578616d706c65 03 636f6d 00'],
    ['example.com.', '07 6578616d706c65 03 636f6d 00'],
    ['_autodiscover._tcp', '0d 5f6175746f646973636f766572 04 5f746370 00'],
    ['a\\.b.c', '03 612e62 01 63 00'],
    ['a\\\\.', '02 615c 00'],
    ['a\\..b', '02 612e 01 62 00'],
    ['\\255\\000', '02 ff00 00'],
  ])('%j is written as it stands', (name, hex) => {
    expect(wireOf(name)).toEqual(bytesOf(hex))
  })

  test.each([
    '',
    '..',
    'a..b',
    '.a',
    'a b',
    'a\tb',
    'münchen.example',
    '例え.example',
    'a\\',
    'a\\2',
    'a\\256',
    'a\\ b',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(127)}bc`,
  ])('%j is refused, saying what was expected', (name) => {
    expect(() => wireOf(name)).toThrow(DnsNameError)
    expect(() => wireOf(name)).toThrow(/^expected /)
  })

  test('may have the longest labels and be the longest name', () => {
    const name = `${`${'a'.repeat(63)}.`.repeat(3)}${'b'.repeat(61)}`
    expect(wireOf(name)).toHaveLength(255)
    expect(() => wireOf(`${name}b`)).toThrow(/255 bytes/)
  })

  test('that was read can be asked for: writing it gives the same bytes, in lower case', () => {
    const labels = fc.array(fc.uint8Array({ minLength: 1, maxLength: 15 }), { maxLength: 15 })
    fc.assert(
      fc.property(labels, (parts) => {
        const wire = [...parts.flatMap((part) => [part.length, ...part]), 0]
        const lower = [...parts.flatMap((part) => [part.length, ...part.map(toLower)]), 0]
        expect(Array.from(wireOf(readName(new ByteReader(Uint8Array.from(wire), 'dns'))))).toEqual(lower)
      }),
    )
  })
})

function toLower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte
}
