import { createCipheriv, getCiphers } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes, fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import { Rc4 } from '../../../shared/protocols/crypto/rc4.ts'

/** The key stream from `offset` on, 16 bytes of it. */
function keyStreamAt(key: string, offset: number): string {
  return toHex(new Rc4(fromHex(key)).apply(new Uint8Array(offset + 16)).subarray(offset))
}

// RFC 6229 section 2: each key's first row (offset 0) and last row (offset 4096).
test.each([
  ['0102030405', 'b2396305f03dc027ccc3524a0a1118a8', 'ff25b58995996707e51fbdf08b34d875'],
  ['01020304050607', '293f02d47f37c9b633f2af5285feb46b', 'e74b0b9731227fd37c0ec08a47ddd8b8'],
  ['0102030405060708', '97ab8a1bf0afb96132f2f67258da15a8', '3fb46e2c8f0f068edce8cdcd7dfc5862'],
  ['0102030405060708090a', 'ede3b04643e586cc907dc21851709902', '08b6be45124a43e2eb77953f84dc8553'],
  [
    '0102030405060708090a0b0c0d0e0f10',
    '9ac7cc9a609d1ef7b2932899cde41b97',
    'a36a4c301ae8ac13610ccbc12256cacc',
  ],
  [
    '0102030405060708090a0b0c0d0e0f101112131415161718',
    '0595e57fe5f0bb3c706edac8a4b2db11',
    '3cb0f3b5020a98b82af9fe154484a168',
  ],
  [
    '0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20',
    'eaa6bd25880bf93d3f5d1e4ca2611d91',
    'f3e4c0a2e02d1d01f7f0a74618af2b48',
  ],
  ['833222772a', '80ad97bdc973df8a2e879e92a497efda', 'bf42c3018c2f7c66bfde524975768115'],
  ['1910833222772a', 'bc9222dbd3274d8fc66d14ccbda6690b', '027881fab4993a1c262024a94fff3f61'],
  ['641910833222772a', 'bbf609de9413172d07660cb680716926', '8170cc3ccd92a698621b939dd38fe7b9'],
  ['8b37641910833222772a', 'ab65c26eddb287600db2fda10d1e605c', '5f6bfc73815874d97100f086979357d8'],
  [
    'ebb46227c6cc8b37641910833222772a',
    '720c94b63edf44e131d950ca211a5a30',
    '5bbeb4787d59e5373fdbea6c6f75c29b',
  ],
  [
    'c109163908ebe51debb46227c6cc8b37641910833222772a',
    '54b64e6b5a20b5e2ec84593dc7989da7',
    'e4dd2e98d6960fae0b43545456743391',
  ],
  [
    '1ada31d5cf688221c109163908ebe51debb46227c6cc8b37641910833222772a',
    'dd5bcb0018e922d494759d7c395d02d3',
    '370b1c1fe655916d97fd0d47ca1d72b8',
  ],
])('the key stream of %s starts and goes on as RFC 6229 has it', (key, first, last) => {
  expect(keyStreamAt(key, 0)).toBe(first)
  expect(keyStreamAt(key, 4096)).toBe(last)
})

// RFC 6229 section 2, every row of the first key of 80 bits.
test.each([
  [16, '03516ba78f413beb223aa5d4d2df6711'],
  [240, '3cfd6cb58ee0fdde640176ad0000044d'],
  [256, '48532b21fb6079c9114c0ffd9c04a1ad'],
  [496, '3e8cea98017109979084b1ef92f99d86'],
  [512, 'e20fb49bdb337ee48b8d8dc0f4afeffe'],
  [752, '5c2521eacd7966f15e056544bea0d315'],
  [768, 'e067a7031931a246a6c3875d2f678acb'],
  [1008, 'a64f70af88ae56b6f87581c0e23e6b08'],
  [1024, 'f449031de312814ec6f319291f4a0516'],
  [1520, 'bdae85924b3cb1d0a2e33a30c6d79599'],
  [1536, '8a0feddbac865a09bcd127fb562ed60a'],
  [2032, 'b55a0a5b51a12a8be34899c3e047511a'],
  [2048, 'd9a09cea3ce75fe39698070317a71339'],
  [3056, '552225ed1177f44584ac8cfa6c4eb5fc'],
  [3072, '7e82cbabfc95381b080998442129c2f8'],
  [4080, '1f135ed14ce60a91369d2322bef25e3c'],
])('byte %i of a key stream is as RFC 6229 has it', (offset, row) => {
  expect(keyStreamAt('0102030405060708090a', offset)).toBe(row)
})

test('a message in pieces is sealed with the same key stream as in one', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 32 }),
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
      (key, pieces) => {
        const running = new Rc4(key)
        const inPieces = concatBytes(...pieces.map((piece) => running.apply(piece)))
        expect(inPieces).toEqual(new Rc4(key).apply(concatBytes(...pieces)))
      },
    ),
  )
})

test.skipIf(!getCiphers().includes('rc4') || !worksInNode())(
  'what Node encrypts is what we encrypt (where Node has RC4)',
  () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.uint8Array(), (key, message) => {
        expect(toHex(new Rc4(key).apply(message))).toBe(
          createCipheriv('rc4', key, null).update(message).toString('hex'),
        )
      }),
    )
  },
)

test.each([[0], [257]])('a key of %i bytes is refused', (length) => {
  expect(() => new Rc4(new Uint8Array(length))).toThrow(RangeError)
})

function worksInNode(): boolean {
  try {
    createCipheriv('rc4', new Uint8Array(16), null)
    return true
  } catch {
    return false
  }
}
