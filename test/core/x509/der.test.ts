import { describe, expect, test } from 'vitest'
import { fromHex } from '../../../shared/protocols/bytes/index.ts'
import { type DerReader, readDer } from '../../../shared/protocols/x509/der.ts'
import { formatIpAddress, parseIpAddress, parsePem, toPem } from '../../../shared/protocols/x509/index.ts'

const reading = (hex: string, read: (reader: DerReader) => unknown) => readDer(fromHex(hex), read)
const refused = (code: string) => expect.objectContaining({ name: 'ProtocolError', code })

describe('DER as X.690 has it', () => {
  test.each([
    ['boolean true', '0101ff', (r: DerReader) => r.boolean(), true],
    ['boolean false', '010100', (r: DerReader) => r.boolean(), false],
    ['a small integer', '02020100', (r: DerReader) => r.smallInteger(), 256],
    ['an object identifier (X.690 8.19.5)', '0603883703', (r: DerReader) => r.oid(), '2.999.3'],
    ['the identifier of RSA Data Security', '06062a864886f70d', (r: DerReader) => r.oid(), '1.2.840.113549'],
    ['a bit string with unused bits', '0304066e5dc0', (r: DerReader) => r.bitString().unusedBits, 6],
    [
      'UTCTime of this century',
      '170d3439313233313233353935395a',
      (r: DerReader) => r.time(),
      Date.UTC(2049, 11, 31, 23, 59, 59),
    ],
    [
      'UTCTime of the last century',
      '170d3530303130313030303030305a',
      (r: DerReader) => r.time(),
      Date.UTC(1950, 0, 1),
    ],
    [
      'GeneralizedTime',
      '180f39393939313233313233353935395a',
      (r: DerReader) => r.time(),
      Date.UTC(9999, 11, 31, 23, 59, 59),
    ],
    ['a string of 16-bit characters', '1e0400480069', (r: DerReader) => r.text(), 'Hi'],
    ['a string of 32-bit characters', '1c0400000048', (r: DerReader) => r.text(), 'H'],
  ])('reads %s', (_, hex, read, expected) => {
    expect(reading(hex, read)).toBe(expected)
  })

  test.each([
    ['a boolean that BER allows', '010101', (r: DerReader) => r.boolean(), 'x509.boolean'],
    ['an integer with a needless zero', '0202007f', (r: DerReader) => r.integer(), 'x509.integer'],
    ['an integer with a needless sign', '0202ff80', (r: DerReader) => r.integer(), 'x509.integer'],
    ['an integer without content', '0200', (r: DerReader) => r.integer(), 'x509.integer'],
    ['a negative number where none may be', '0201ff', (r: DerReader) => r.smallInteger(), 'x509.integer'],
    ['a length in more bytes than it needs', '0281017f', (r: DerReader) => r.integer(), 'x509.length'],
    ['a length with a zero in front', '028200807f', (r: DerReader) => r.integer(), 'x509.length'],
    ['an indefinite length', '30800000', (r: DerReader) => r.sequence(), 'x509.length'],
    ['a length that leaves the bytes', '3003010100ff', (r: DerReader) => r.any(), 'x509.trailing'],
    [
      'an element that is longer than what is left',
      '0405ff',
      (r: DerReader) => r.octetString(),
      'x509.truncated',
    ],
    ['an identifier of two bytes', '1f8101 00', (r: DerReader) => r.any(), 'x509.tag'],
    ['a string in parts', '2403040100', (r: DerReader) => r.octetString(), 'x509.tag'],
    ['unused bits that are set', '0302010f', (r: DerReader) => r.bitString(), 'x509.bit-string'],
    ['more unused bits than bits', '030101', (r: DerReader) => r.bitString(), 'x509.bit-string'],
    ['an arc that is not in its shortest form', '06032a8001', (r: DerReader) => r.oid(), 'x509.oid'],
    ['an arc that does not end', '06022a86', (r: DerReader) => r.oid(), 'x509.oid'],
    ['a time without seconds', '170b343931323331323335395a', (r: DerReader) => r.time(), 'x509.time'],
    ['the thirtieth of February', '170d3234303233303030303030305a', (r: DerReader) => r.time(), 'x509.time'],
    [
      'a time with an offset',
      '17113234303230313030303030302b30313030',
      (r: DerReader) => r.time(),
      'x509.time',
    ],
    [
      'a time with a fraction',
      '181132303234303230313030303030302e355a',
      (r: DerReader) => r.time(),
      'x509.time',
    ],
    ['a NULL that holds something', '050100', (r: DerReader) => r.null(), 'x509.null'],
    ['UTF-8 that is none', '0c01ff', (r: DerReader) => r.text(), 'x509.string'],
    ['half a character', '1e0100', (r: DerReader) => r.text(), 'x509.string'],
  ])('refuses %s', (_, hex, read, code) => {
    expect(() => reading(hex, read)).toThrow(refused(code))
  })
})

test('elements that lie in each other without end are refused, not followed', () => {
  const nested = Array.from({ length: 60 }).reduce<string>(
    (inner) => `30${(inner.length / 2).toString(16).padStart(2, '0')}${inner}`,
    '',
  )
  const follow = (reader: DerReader): unknown => (reader.atEnd ? undefined : follow(reader.sequence()))
  expect(() => reading(nested, follow)).toThrow(refused('x509.depth'))
})

describe('PEM', () => {
  test('what is written is read back, and text around it is passed over', () => {
    const der = Uint8Array.from({ length: 200 }, (_, index) => index)
    expect(
      parsePem(`subject=/CN=x\r\n${toPem(der).replaceAll('\n', '\r\n')}and more\n${toPem(der)}`),
    ).toEqual([der, der])
    expect(
      toPem(der)
        .split('\n')
        .every((line) => line.length <= 64),
    ).toBe(true)
  })

  test('a key beside the certificate is not read', () => {
    expect(parsePem('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n')).toEqual([])
  })

  test.each([
    '-----BEGIN CERTIFICATE-----\nAAAA',
    '-----BEGIN CERTIFICATE-----\nA*==\n-----END CERTIFICATE-----',
  ])('refuses %j', (text) => expect(() => parsePem(text)).toThrow(refused('x509.pem')))
})

describe('IP literals', () => {
  // Examples of RFC 5952.
  test.each([
    ['2001:0db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::', '::'],
    ['::FFFF:192.0.2.1', '::ffff:c000:201'],
    ['1::', '1::'],
    ['192.0.2.255', '192.0.2.255'],
  ])('%s is %s', (text, expected) => {
    expect(formatIpAddress(parseIpAddress(text) ?? new Uint8Array(4))).toBe(expected)
  })

  test.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4.5',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::g',
    'fe80::1%eth0',
    '1:2:3:4:5:6:7::8:9',
    '::1.2.3.400',
  ])('%j is none', (text) => expect(parseIpAddress(text)).toBeUndefined())
})
