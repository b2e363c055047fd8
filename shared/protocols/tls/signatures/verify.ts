import { bitLength, integerFromBytes } from '../../crypto/index.ts'
import type { LeafKey } from '../certificate/leaf.ts'
import type { SignatureScheme } from '../codes/signature-schemes.ts'
import { TlsError } from '../error.ts'
import { limits } from '../limits.ts'
import { type HashName, hashLength } from '../primitives/hash.ts'
import { plainEcdsaSignature } from './ecdsa.ts'
import { verifyPkcs1 } from './pkcs1.ts'

const webCryptoHash: Readonly<Partial<Record<SignatureScheme['hash'], string>>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
}
const scalarLength = { 'P-256': 32, 'P-384': 48, 'P-521': 66 } as const

/** Whether a key of this kind signs by this scheme; `strictCurve` as TLS 1.3 wants it (RFC 8446 section 4.2.3). */
export function keyFitsScheme(key: LeafKey, scheme: SignatureScheme, strictCurve: boolean): boolean {
  switch (scheme.key) {
    case 'rsa-pkcs1':
    case 'rsa-pss-rsae':
      return key.kind === 'rsa' && !key.pssOnly
    case 'rsa-pss-pss':
      return key.kind === 'rsa' && key.pssOnly
    case 'ecdsa':
      return key.kind === 'ec' && (!strictCurve || key.curve === scheme.curve)
    case 'ed25519':
      return key.kind === 'ed25519'
  }
}

/**
 * Throws `tls.signature-invalid` unless `signature` is the key's over `message`, `tls.key-unsuitable` when the
 * key cannot be used at all.
 */
export async function verifySignature(
  key: LeafKey,
  scheme: SignatureScheme,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<void> {
  if (key.kind === 'rsa') checkRsaSize(key)
  if (!(await isValid(key, scheme, message, signature))) {
    throw new TlsError(
      'tls.signature-invalid',
      'the server did not prove that it owns the key of its certificate: its signature is wrong',
    )
  }
}

/** Refuses RSA keys whose size would cost us more than it tells. */
export function checkRsaSize(key: Extract<LeafKey, { kind: 'rsa' }>): void {
  const bits = bitLength(integerFromBytes(key.modulus))
  const exponentBits = bitLength(integerFromBytes(key.exponent))
  const { least, most } = limits.rsaModulus
  if (bits < least || bits > most || exponentBits > limits.rsaExponent)
    throw new TlsError('tls.key-unsuitable', `an RSA key of ${bits} bits and an exponent of ${exponentBits}`)
}

async function isValid(
  key: LeafKey,
  scheme: SignatureScheme,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (key.kind === 'rsa' && scheme.key === 'rsa-pkcs1')
    return scheme.hash !== 'intrinsic' && verifyPkcs1(key, scheme.hash, message, signature)
  if (key.kind === 'rsa') return verifyPss(key, scheme.hash as HashName, message, signature)
  if (key.kind === 'ec') return verifyEcdsa(key, scheme.hash, message, signature)
  if (key.kind !== 'ed25519') return false
  const imported = await importKey('raw', key.point, { name: 'Ed25519' })
  return crypto.subtle.verify({ name: 'Ed25519' }, imported, copy(signature), copy(message))
}

async function verifyPss(
  key: Extract<LeafKey, { kind: 'rsa' }>,
  hash: HashName,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const jwk = { kty: 'RSA', n: base64url(key.modulus), e: base64url(key.exponent) }
  const imported = await importKey('jwk', jwk, { name: 'RSA-PSS', hash: webCryptoHash[hash] ?? '' })
  const algorithm = { name: 'RSA-PSS', saltLength: hashLength[hash] }
  return crypto.subtle.verify(algorithm, imported, copy(signature), copy(message))
}

async function verifyEcdsa(
  key: Extract<LeafKey, { kind: 'ec' }>,
  hash: SignatureScheme['hash'],
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const plain = plainEcdsaSignature(signature, scalarLength[key.curve])
  if (!plain) return false
  const imported = await importKey('raw', key.point, { name: 'ECDSA', namedCurve: key.curve })
  return crypto.subtle.verify(
    { name: 'ECDSA', hash: webCryptoHash[hash] ?? '' },
    imported,
    plain,
    copy(message),
  )
}

/** A point off its curve, an RSA modulus that is none: the runtimes find out on import. */
async function importKey(
  format: 'raw' | 'jwk',
  key: Uint8Array | JsonWebKey,
  algorithm: RsaHashedImportParams | EcKeyImportParams | Algorithm,
): Promise<CryptoKey> {
  try {
    return format === 'jwk'
      ? await crypto.subtle.importKey('jwk', key as JsonWebKey, algorithm, false, ['verify'])
      : await crypto.subtle.importKey('raw', copy(key as Uint8Array), algorithm, false, ['verify'])
  } catch (cause) {
    throw new TlsError('tls.key-unsuitable', 'the certificate holds no usable key', { cause })
  }
}

/** WebCrypto takes no view of memory that could be shared. */
function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}

function base64url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
