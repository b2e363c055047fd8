import 'reflect-metadata'
import { createHash, generateKeyPairSync } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leafKey } from '../../../shared/protocols/tls/certificate/leaf.ts'
import { TlsError, tlsServerEndPoint } from '../../../shared/protocols/tls/index.ts'

const hash = (name: string, content: Uint8Array): Uint8Array =>
  new Uint8Array(createHash(name).update(content).digest())

async function certificate(
  keys: EcKeyGenParams | RsaHashedKeyGenParams | Algorithm,
  signing: x509.X509CertificateCreateSelfSignedParams['signingAlgorithm'],
): Promise<Uint8Array<ArrayBuffer>> {
  const pair = (await crypto.subtle.generateKey(keys, true, ['sign', 'verify'])) as CryptoKeyPair
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=mail.example.com',
    keys: pair,
    signingAlgorithm: signing,
  })
  return new Uint8Array(made.rawData)
}

const rsa = (name: string, hashName: string) => ({
  name,
  hash: hashName,
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
})

describe('the data of tls-server-end-point is the hash of the leaf (RFC 5929 section 4.1)', () => {
  test.each([
    ['RSA with SHA-1: SHA-256 takes its place', rsa('RSASSA-PKCS1-v1_5', 'SHA-1'), 'SHA-1', 'sha256'],
    ['RSA with SHA-256', rsa('RSASSA-PKCS1-v1_5', 'SHA-256'), 'SHA-256', 'sha256'],
    ['RSA with SHA-384', rsa('RSASSA-PKCS1-v1_5', 'SHA-384'), 'SHA-384', 'sha384'],
    ['RSA with SHA-512', rsa('RSASSA-PKCS1-v1_5', 'SHA-512'), 'SHA-512', 'sha512'],
    ['RSA-PSS with SHA-256', rsa('RSA-PSS', 'SHA-256'), 'SHA-256', 'sha256'],
    ['RSA-PSS with SHA-384', rsa('RSA-PSS', 'SHA-384'), 'SHA-384', 'sha384'],
    ['ECDSA with SHA-256', { name: 'ECDSA', namedCurve: 'P-256' }, 'SHA-256', 'sha256'],
    ['ECDSA with SHA-512', { name: 'ECDSA', namedCurve: 'P-521' }, 'SHA-512', 'sha512'],
  ] as const)('%s', async (_, keys, signingHash, expected) => {
    const signing = { name: keys.name, hash: signingHash, saltLength: 32 }
    const der = await certificate(keys, signing)
    expect(await tlsServerEndPoint(der)).toEqual(hash(expected, der))
  })

  test('MD5 too gives way to SHA-256', async () => {
    // As much of a certificate as is looked at: an empty body, md5WithRSAEncryption, no signature.
    const der = Uint8Array.from(Buffer.from('30113000300d06092a864886f70d0101040500', 'hex'))
    expect(await tlsServerEndPoint(der)).toEqual(hash('sha256', der))
  })

  test('is not defined for Ed25519', async () => {
    const der = await certificate({ name: 'Ed25519' }, { name: 'Ed25519' })
    await expect(tlsServerEndPoint(der)).rejects.toMatchObject({ code: 'tls.channel-binding-undefined' })
  })
})

describe('the key of a leaf', () => {
  test('of every kind is found', async () => {
    const made = await Promise.all([
      certificate(rsa('RSASSA-PKCS1-v1_5', 'SHA-256'), { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }),
      certificate({ name: 'ECDSA', namedCurve: 'P-384' } as EcKeyGenParams, {
        name: 'ECDSA',
        hash: 'SHA-384',
      }),
      certificate({ name: 'Ed25519' }, { name: 'Ed25519' }),
    ])
    const [rsaKey, ecKey, edKey] = made.map(leafKey)
    expect(rsaKey).toMatchObject({ kind: 'rsa', exponent: Uint8Array.of(1, 0, 1), pssOnly: false })
    expect(rsaKey).toHaveProperty('modulus.length', 256)
    expect(ecKey).toMatchObject({ kind: 'ec', curve: 'P-384' })
    expect(ecKey).toHaveProperty('point.length', 97)
    expect(edKey).toMatchObject({ kind: 'ed25519' })
  })

  test('of a kind that the client does not know is named', async () => {
    const signer = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
    ])) as CryptoKeyPair
    for (const [keys, algorithm] of [
      [generateKeyPairSync('x25519'), '1.3.101.110'],
      [generateKeyPairSync('ec', { namedCurve: 'secp256k1' }), 'EC 1.3.132.0.10'],
    ] as const) {
      const made = await x509.X509CertificateGenerator.create({
        subject: 'CN=mail.example.com',
        issuer: 'CN=mail.example.com',
        publicKey: new x509.PublicKey(keys.publicKey.export({ format: 'der', type: 'spki' })),
        signingKey: signer.privateKey,
        signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
      })
      expect(leafKey(new Uint8Array(made.rawData))).toEqual({ kind: 'unknown', algorithm })
    }
  })

  test('of a certificate that was cut, changed or made up never gives anything but an error of its own', async () => {
    const signing = { name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 }
    const der = await certificate(rsa('RSA-PSS', 'SHA-256'), signing)
    const known = async (content: Uint8Array): Promise<void> => {
      for (const use of [leafKey, tlsServerEndPoint]) {
        try {
          await use(content)
        } catch (error) {
          if (!(error instanceof TlsError)) throw error
        }
      }
    }
    for (let length = 0; length < der.length; length += 1) await known(der.subarray(0, length))
    await fc.assert(
      fc.asyncProperty(fc.nat(der.length - 1), fc.nat(255), (at, value) => {
        const changed = der.slice()
        changed[at] = value
        return known(changed)
      }),
    )
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), known))
  })
})
