import { describe, expect, test } from 'vitest'
import { concatBytes, fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import { deriveSecret, hkdfExpand, hkdfExtract } from '../../../shared/protocols/tls/keys/hkdf.ts'
import {
  earlySecret,
  handshakeSecret,
  masterSecret,
  ticketSecret,
  trafficKeys,
} from '../../../shared/protocols/tls/keys/schedule13.ts'
import { digest } from '../../../shared/protocols/tls/primitives/hash.ts'

describe('HKDF (RFC 5869 appendix A.1)', () => {
  const prk = hkdfExtract('sha256', fromHex('000102030405060708090a0b0c'), new Uint8Array(22).fill(0x0b))

  test('extracts', () => {
    expect(toHex(prk)).toBe('077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5')
  })

  test('expands', () => {
    expect(toHex(hkdfExpand('sha256', prk, fromHex('f0f1f2f3f4f5f6f7f8f9'), 42))).toBe(
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    )
  })
})

// RFC 8448 section 3, "Simple 1-RTT Handshake": X25519 and TLS_AES_128_GCM_SHA256.
describe('the key schedule of TLS 1.3 (RFC 8448 section 3)', () => {
  const clientHello = fromHex(
    '010000c00303cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7000006130113031302010000910000000b0009000006736572766572ff01000100000a00140012001d0017001800190100010101020103010400230000003300260024001d002099381de560e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c002b0003020304000d0020001e040305030603020308040805080604010501060102010402050206020202002d00020101001c00024001',
  )
  const serverHello = fromHex(
    '020000560303a6af06a4121860dc5e6e60249cd34c95930c8ac5cb1434dac155772ed3e2692800130100002e00330024001d0020c9828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f002b00020304',
  )
  const shared = fromHex('8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d')
  const helloHash = digest('sha256', concatBytes(clientHello, serverHello))
  const serverFinishedHash = fromHex('9608102a0f1ccc6db6250b7b7e417b1a000eaada3daae4777a7686c9ff83df13')
  const clientFinishedHash = fromHex('209145a96ee8e2a122ff810047cc952684658d6049e86429426db87c54ad143d')
  const early = earlySecret('sha256')
  const handshake = handshakeSecret('sha256', early, shared)
  const master = masterSecret('sha256', handshake)
  const clientHandshake = deriveSecret('sha256', handshake, 'c hs traffic', helloHash)
  const serverHandshake = deriveSecret('sha256', handshake, 's hs traffic', helloHash)
  const resumption = deriveSecret('sha256', master, 'res master', clientFinishedHash)

  test.each([
    ['early', early, '33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a'],
    ['handshake', handshake, '1dc826e93606aa6fdc0aadc12f741b01046aa6b99f691ed221a9f0ca043fbeac'],
    ['master', master, '18df06843d13a08bf2a449844c5f8a478001bc4d4c627984d5a41da8d0402919'],
    ['client handshake', clientHandshake, 'b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21'],
    ['server handshake', serverHandshake, 'b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38'],
    [
      'client application',
      deriveSecret('sha256', master, 'c ap traffic', serverFinishedHash),
      '9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5',
    ],
    [
      'server application',
      deriveSecret('sha256', master, 's ap traffic', serverFinishedHash),
      'a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643',
    ],
    ['resumption', resumption, '7df235f2031d2a051287d02b0241b0bfdaf86cc856231f2d5aba46c434ec196c'],
    [
      'ticket',
      ticketSecret('sha256', resumption, fromHex('0000')),
      '4ecd0eb6ec3b4d87f5d6028f922ca4c5851a277fd41311c9e62d2c9492e1c4f3',
    ],
  ])('%s secret', (_, secret, expected) => {
    expect(toHex(secret)).toBe(expected)
  })

  test('keys of the records', () => {
    const client = trafficKeys('sha256', clientHandshake, 16)
    const server = trafficKeys('sha256', serverHandshake, 16)
    expect([client.key, client.iv, server.key, server.iv].map(toHex)).toEqual([
      'dbfaa693d1762c5b666af5d950258d01',
      '5bd3c71b836e0b76bb73265f',
      '3fce516009c21727d0f2e4e86ee403bc',
      '5d313eb2671276ee13000b30',
    ])
  })
})
