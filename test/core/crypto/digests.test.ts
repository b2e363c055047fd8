import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import { hmacMd5 } from '../../../shared/protocols/crypto/hmac-md5.ts'
import { md4 } from '../../../shared/protocols/crypto/md4.ts'
import { md5 } from '../../../shared/protocols/crypto/md5.ts'

const ascii = (text: string) => new TextEncoder().encode(text)

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz'
const LETTERS_AND_DIGITS = `${ALPHABET.toUpperCase()}${ALPHABET}0123456789`
const DIGITS = '1234567890'.repeat(8)

test.each([
  ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
  ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
  ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
  ['message digest', 'd9130a8164549fe818874806e1c7014b'],
  [ALPHABET, 'd79e1c308aa5bbcdeea8ed63df412da9'],
  [LETTERS_AND_DIGITS, '043f8582f241db351ce627e153e7f0e4'],
  [DIGITS, 'e33b4ddc9c38f2199c3e7b164fcc0536'],
])('MD4 of %j is as RFC 1320 appendix A.5 has it', (message, digest) => {
  expect(toHex(md4(ascii(message)))).toBe(digest)
})

test.each([
  ['', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['a', '0cc175b9c0f1b6a831c399e269772661'],
  ['abc', '900150983cd24fb0d6963f7d28e17f72'],
  ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
  [ALPHABET, 'c3fcd3d76192e4007dfb496cca67e13b'],
  [LETTERS_AND_DIGITS, 'd174ab98d277d9f5a5611c2c9f419d9f'],
  [DIGITS, '57edf4a22be3c955ac49da2e2107b67a'],
])('MD5 of %j is as RFC 1321 appendix A.5 has it', (message, digest) => {
  expect(toHex(md5(ascii(message)))).toBe(digest)
})

test.each([
  ['0b'.repeat(16), ascii('Hi There'), '9294727a3638bb1c13f48ef8158bfc9d'],
  [toHex(ascii('Jefe')), ascii('what do ya want for nothing?'), '750c783e6ab0b503eaa86e310a5db738'],
  ['aa'.repeat(16), fromHex('dd'.repeat(50)), '56be34521d144c88dbb8c733f0e8b3f6'],
  [
    '0102030405060708090a0b0c0d0e0f10111213141516171819',
    fromHex('cd'.repeat(50)),
    '697eaf0aca3a3aea3a75164746ffaa79',
  ],
  ['0c'.repeat(16), ascii('Test With Truncation'), '56461ef2342edc00f9bab995690efd4c'],
  [
    'aa'.repeat(80),
    ascii('Test Using Larger Than Block-Size Key - Hash Key First'),
    '6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd',
  ],
  [
    'aa'.repeat(80),
    ascii('Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data'),
    '6f630fad67cda0ee1fb1f562db3aa53e',
  ],
])('HMAC-MD5 with the key %s is as RFC 2202 section 2 has it', (key, message, mac) => {
  expect(toHex(hmacMd5(fromHex(key), message))).toBe(mac)
})

describe('what Node computes', () => {
  /** Lengths on both sides of every block boundary matter most. */
  const message = fc.uint8Array({ maxLength: 260 })

  test('is what MD5 computes, for any message', () => {
    fc.assert(
      fc.property(message, (bytes) => {
        expect(toHex(md5(bytes))).toBe(createHash('md5').update(bytes).digest('hex'))
      }),
      { numRuns: 400 },
    )
  })

  test('is what MD5 computes, for every length up to four blocks', () => {
    for (let length = 0; length <= 256; length += 1) {
      const bytes = new Uint8Array(length).fill(length)
      expect(toHex(md5(bytes))).toBe(createHash('md5').update(bytes).digest('hex'))
    }
  })

  test('is what HMAC-MD5 computes, for any key and any message in parts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 130 }), message, message, (key, first, second) => {
        const expected = createHmac('md5', key).update(first).update(second).digest('hex')
        expect(toHex(hmacMd5(key, first, second))).toBe(expected)
      }),
      { numRuns: 300 },
    )
  })

  test.skipIf(!hasMd4())('is what MD4 computes, for any message (where Node has MD4)', () => {
    fc.assert(
      fc.property(message, (bytes) => {
        expect(toHex(md4(bytes))).toBe(createHash('md4').update(bytes).digest('hex'))
      }),
    )
  })
})

/** OpenSSL 3 keeps MD4 in its legacy provider, which Node does not load. */
function hasMd4(): boolean {
  try {
    createHash('md4')
    return true
  } catch {
    return false
  }
}

// Made with OpenSSL 3.0's legacy provider: `printf 'a%.0s' $(seq LENGTH) | openssl dgst -md4 -provider legacy`.
test.each([
  [55, 'c889c81dd86c4d2e025778944ea02881'],
  [56, 'd5f9a9e9257077a5f08b0b92f348b0ad'],
  [57, '872097e6f78e3b53f890459d03bc6fb7'],
  [63, '7ea3da77432d44c323671097d1348fc8'],
  [64, '52f5076fabd22680234a3fa9f9dc5732'],
  [65, '330e377bf231f3cacfecc2c182fe7e5b'],
  [119, 'e65dd227ccef97fa1d34d70189120f76'],
  [120, 'b03ddbd470b47c013e0c7ab2ddd763db'],
  [121, 'e5601aa6994470f918405d745ede163c'],
  [127, '9733b046ad770b4e093b35de4e09e828'],
  [128, 'cb4a20a561558e29460190c91dced59f'],
  [129, '2adcd303c29f93a3ee33a560ece91cd2'],
  [1000, '5f1bf26a8067c9159b91f1440f7c9e8a'],
])('MD4 of %i letters "a" is what OpenSSL computes', (length, digest) => {
  expect(toHex(md4(ascii('a'.repeat(length))))).toBe(digest)
})
