import {
  constants,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  privateEncrypt,
  sign,
} from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { LeafKey } from '../../../shared/protocols/tls/certificate/leaf.ts'
import { rsaMd5Sha1, signatureSchemes } from '../../../shared/protocols/tls/codes/signature-schemes.ts'
import { plainEcdsaSignature } from '../../../shared/protocols/tls/signatures/ecdsa.ts'
import { verifySignature } from '../../../shared/protocols/tls/signatures/verify.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 })
const message = new TextEncoder().encode('what is signed')

const bytesOf = (base64url: string | undefined): Uint8Array =>
  new Uint8Array(Buffer.from(base64url ?? '', 'base64url'))

function rsaKey(): LeafKey {
  const { n, e } = rsa.publicKey.export({ format: 'jwk' })
  return { kind: 'rsa', modulus: bytesOf(n), exponent: bytesOf(e), pssOnly: false }
}

function scheme(name: string) {
  const found = [...signatureSchemes, rsaMd5Sha1].find((one) => one.name === name)
  if (!found) throw new Error(`no scheme ${name}`)
  return found
}

const invalid = { code: 'tls.signature-invalid' }

describe("signatures that Node's own cryptography made are verified", () => {
  test.each(['sha1', 'sha256', 'sha384', 'sha512'])('RSA PKCS #1 with %s', async (hash) => {
    const signature = sign(hash, message, rsa.privateKey)
    const check = (bytes: Uint8Array, content = message) =>
      verifySignature(rsaKey(), scheme(`rsa_pkcs1_${hash}`), content, bytes)
    await check(signature)
    signature[5] = (signature[5] ?? 0) ^ 1
    await expect(check(signature)).rejects.toMatchObject(invalid)
  })

  test('RSA PKCS #1 with MD5 and SHA-1 side by side', async () => {
    const digests = Buffer.concat(['md5', 'sha1'].map((hash) => createHash(hash).update(message).digest()))
    const signature = privateEncrypt({ key: rsa.privateKey, padding: constants.RSA_PKCS1_PADDING }, digests)
    await verifySignature(rsaKey(), rsaMd5Sha1, message, signature)
    await expect(verifySignature(rsaKey(), rsaMd5Sha1, message.slice(1), signature)).rejects.toMatchObject(
      invalid,
    )
  })

  test.each(['sha256', 'sha384'])('RSA-PSS with %s', async (hash) => {
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    const signature = sign(hash, message, { key: rsa.privateKey, ...padding })
    await verifySignature(rsaKey(), scheme(`rsa_pss_rsae_${hash}`), message, signature)
    await expect(
      verifySignature(rsaKey(), scheme('rsa_pkcs1_sha256'), message, signature),
    ).rejects.toMatchObject(invalid)
  })

  test.each([
    ['P-256', 'sha256', 'ecdsa_secp256r1_sha256'],
    ['P-384', 'sha384', 'ecdsa_secp384r1_sha384'],
    ['P-521', 'sha512', 'ecdsa_secp521r1_sha512'],
    ['P-256', 'sha1', 'ecdsa_sha1'],
    ['P-521', 'sha256', 'ecdsa_secp256r1_sha256'],
  ] as const)('ECDSA on %s with %s', async (curve, hash, name) => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: curve })
    const { x, y } = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' })).export({
      format: 'jwk',
    })
    const key: LeafKey = { kind: 'ec', curve, point: Uint8Array.of(4, ...bytesOf(x), ...bytesOf(y)) }
    await verifySignature(key, scheme(name), message, sign(hash, message, privateKey))
    await expect(
      verifySignature(key, scheme(name), message, sign(hash, message.slice(1), privateKey)),
    ).rejects.toMatchObject(invalid)
  })
})

describe('a forged RSA signature', () => {
  const prefix = Buffer.from('3031300d060960864801650304020105000420', 'hex')
  const hash = createHash('sha256').update(message).digest()
  const raw = (block: Buffer) =>
    privateEncrypt({ key: rsa.privateKey, padding: constants.RSA_NO_PADDING }, block)
  const block = (...parts: readonly (Buffer | readonly number[])[]) =>
    Buffer.concat(parts.map((part) => Buffer.from(part)))
  const ones = (count: number): number[] => Array.from({ length: count }, () => 255)
  const full = 128 - 3 - prefix.length - hash.length

  test.each([
    ['with something behind the digest', block([0, 1], ones(8), [0], prefix, hash, ones(full - 8))],
    [
      'with a short padding and zeros before',
      block(Array(20).fill(0), [0, 1], ones(full - 20), [0], prefix, hash),
    ],
    ['with the block type of encryption', block([0, 2], ones(full), [0], prefix, hash)],
    ['with padding that is not all ones', block([0, 1], [0xfe], ones(full - 1), [0], prefix, hash)],
    ['of the digest without its name', block([0, 1], ones(128 - 3 - hash.length), [0], hash)],
  ])('%s is refused', async (_, forged) => {
    await expect(
      verifySignature(rsaKey(), scheme('rsa_pkcs1_sha256'), message, raw(forged)),
    ).rejects.toMatchObject(invalid)
  })

  test('that is not as long as the key, or greater than it, is refused', async () => {
    const good = sign('sha256', message, rsa.privateKey)
    for (const signature of [good.subarray(1), Buffer.concat([Buffer.of(0), good]), Buffer.alloc(128, 255)]) {
      await expect(
        verifySignature(rsaKey(), scheme('rsa_pkcs1_sha256'), message, signature),
      ).rejects.toMatchObject(invalid)
    }
  })
})

describe('keys that would cost more than they tell', () => {
  test.each([
    ['a tiny one', 63, 3],
    ['a giant one', 2049, 3],
    ['one with a giant exponent', 128, 9],
  ])('%s', async (_, modulusLength, exponentLength) => {
    const key: LeafKey = {
      kind: 'rsa',
      modulus: new Uint8Array(modulusLength).fill(255),
      exponent: new Uint8Array(exponentLength).fill(255),
      pssOnly: false,
    }
    await expect(
      verifySignature(key, scheme('rsa_pkcs1_sha256'), message, new Uint8Array(modulusLength)),
    ).rejects.toMatchObject({ code: 'tls.key-unsuitable' })
  })

  test('a point that is not on its curve', async () => {
    const key: LeafKey = { kind: 'ec', curve: 'P-256', point: new Uint8Array(65).fill(4) }
    const signature = Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1)
    await expect(
      verifySignature(key, scheme('ecdsa_secp256r1_sha256'), message, signature),
    ).rejects.toMatchObject({ code: 'tls.key-unsuitable' })
  })
})

describe('the DER of an ECDSA signature is read strictly', () => {
  test('short integers are filled up, a leading zero that keeps the sign goes', () => {
    const plain = plainEcdsaSignature(Uint8Array.of(0x30, 7, 2, 1, 5, 2, 2, 0, 0x80), 4)
    expect(plain).toEqual(Uint8Array.of(0, 0, 0, 5, 0, 0, 0, 0x80))
  })

  test.each([
    ['a negative integer', [0x30, 6, 2, 1, 0x80, 2, 1, 1]],
    ['needless zeros', [0x30, 7, 2, 2, 0, 1, 2, 1, 1]],
    ['zero', [0x30, 6, 2, 1, 0, 2, 1, 1]],
    ['an integer too long', [0x30, 10, 2, 5, 1, 1, 1, 1, 1, 2, 1, 1]],
    ['something behind', [0x30, 6, 2, 1, 1, 2, 1, 1, 0]],
    ['something within', [0x30, 7, 2, 1, 1, 2, 1, 1, 0]],
    ['the end too early', [0x30, 6, 2, 1, 1]],
    ['nothing', []],
  ])('%s is refused', (_, der) => {
    expect(plainEcdsaSignature(Uint8Array.from(der), 4)).toBeUndefined()
  })
})
