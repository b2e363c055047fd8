import { describe, expect, test } from 'vitest'
import {
  checkSignature,
  MOZILLA_LIST,
  mozillaAnchors,
  parseCertificate,
  parsePem,
} from '../../../shared/protocols/x509/index.ts'
import { OPENSSL_CERTIFICATES } from './openssl-certificates.ts'

function read(pem: string) {
  const [der = new Uint8Array()] = parsePem(pem)
  return parseCertificate(der)
}

const samples = Object.entries(OPENSSL_CERTIFICATES).map(([kind, pem]) => [kind, read(pem)] as const)

describe("signatures that OpenSSL made, by the runtime's own cryptography", () => {
  test.each(samples)('%s is accepted', async (_, certificate) => {
    expect(await checkSignature(certificate, certificate.publicKey)).toBe('valid')
  })

  test.each(samples)('%s is refused for other content, and when it was changed', async (_, certificate) => {
    const tbs = certificate.tbs.slice()
    tbs[tbs.length - 1] = (tbs.at(-1) ?? 0) ^ 1
    expect(await checkSignature({ ...certificate, tbs }, certificate.publicKey)).toBe('invalid')
    const signature = certificate.signature.slice()
    signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1
    expect(await checkSignature({ ...certificate, signature }, certificate.publicKey)).toBe('invalid')
  })

  test.each(samples)('%s is refused with a key of every other kind', async (kind, certificate) => {
    for (const [other, { publicKey }] of samples)
      if (other !== kind) expect(await checkSignature(certificate, publicKey)).not.toBe('valid')
  })

  test('an ECDSA signature that is not strict DER, or too large for its curve, is refused', async () => {
    const certificate = read(OPENSSL_CERTIFICATES.p256)
    const { signature } = certificate
    const trailing = Uint8Array.of(...signature, 0)
    const large = Uint8Array.from([0x30, 0x26, 0x02, 0x21, 0x01, ...new Uint8Array(32), 0x02, 0x01, 0x01])
    for (const odd of [trailing, large, new Uint8Array(0)])
      expect(await checkSignature({ ...certificate, signature: odd }, certificate.publicKey)).toBe('invalid')
  })
})

test("Mozilla's list comes out whole, and every root has signed itself", async () => {
  const anchors = await mozillaAnchors()
  expect(anchors).toMatchObject({ size: MOZILLA_LIST.count, unreadable: 0 })
  const name = read(OPENSSL_CERTIFICATES.rsa).subject
  expect(anchors.bySubject(name)).toEqual([])
})
