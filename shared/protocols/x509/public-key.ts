import { ProtocolError } from '../protocol-error.ts'
import { type Bytes, type DerReader, readDer, TAG } from './der.ts'

/** The key that a certificate is for. */
export interface PublicKey {
  readonly algorithm: 'rsa' | 'rsa-pss' | 'ec' | 'ed25519' | 'ed448' | 'x25519' | 'x448' | 'dsa' | 'unknown'
  /** Dotted, of the algorithm. */
  readonly oid: string
  /** The size that people compare: of the modulus, of the curve's field, of DSA's prime. 0 when not known. */
  readonly bits: number
  /**
   * Elliptic curves alone: `P-256`, `P-384`, `P-521`, the name of one that is not for the web, the dotted
   * form of an unknown one, or `explicit` for a curve given by its numbers, which RFC 5480 forbids.
   */
  readonly curve?: string
  /** RSA alone: the public exponent; 0 when it is larger than 2^31 - 1. */
  readonly exponent?: number
  /** The SubjectPublicKeyInfo as it was encoded. */
  readonly spki: Bytes
  /** What the BIT STRING holds: an RSAPublicKey, a point, the raw key. */
  readonly key: Bytes
}

interface Curve {
  readonly name: string
  readonly bits: number
}

const CURVES: Readonly<Record<string, Curve>> = {
  '1.2.840.10045.3.1.1': { name: 'P-192', bits: 192 },
  '1.3.132.0.33': { name: 'P-224', bits: 224 },
  '1.2.840.10045.3.1.7': { name: 'P-256', bits: 256 },
  '1.3.132.0.34': { name: 'P-384', bits: 384 },
  '1.3.132.0.35': { name: 'P-521', bits: 521 },
  '1.3.132.0.10': { name: 'secp256k1', bits: 256 },
  '1.3.36.3.3.2.8.1.1.7': { name: 'brainpoolP256r1', bits: 256 },
  '1.3.36.3.3.2.8.1.1.11': { name: 'brainpoolP384r1', bits: 384 },
  '1.3.36.3.3.2.8.1.1.13': { name: 'brainpoolP512r1', bits: 512 },
}

/** Keys of a fixed size (RFC 8410). */
const FIXED: Readonly<Record<string, { algorithm: PublicKey['algorithm']; bits: number }>> = {
  '1.3.101.110': { algorithm: 'x25519', bits: 256 },
  '1.3.101.111': { algorithm: 'x448', bits: 448 },
  '1.3.101.112': { algorithm: 'ed25519', bits: 256 },
  '1.3.101.113': { algorithm: 'ed448', bits: 456 },
}

const RSA = '1.2.840.113549.1.1.1'
const RSA_PSS = '1.2.840.113549.1.1.10'
const EC = '1.2.840.10045.2.1'
const DSA = '1.2.840.10040.4.1'

/**
 * Reads a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7, RFC 4055, RFC 5480, RFC 8410). A key of an
 * unknown kind is no error. Throws `x509.public-key` when a key of a known kind is not formed as its RFC has it.
 */
export function readPublicKey(reader: DerReader): PublicKey {
  const element = reader.expect(TAG.sequence)
  const info = reader.into(element)
  const identifier = info.sequence()
  const oid = identifier.oid()
  const key = info.bitStringOfBytes()
  info.finish()
  return { oid, ...describe(oid, identifier, key), spki: element.der, key }
}

type Description = Pick<PublicKey, 'algorithm' | 'bits' | 'curve' | 'exponent'>

function describe(oid: string, identifier: DerReader, key: Bytes): Description {
  if (oid === RSA || oid === RSA_PSS)
    return { algorithm: oid === RSA ? 'rsa' : 'rsa-pss', ...readRsaKey(key) }
  if (oid === EC) return describeCurve(identifier, key)
  if (oid === DSA) return { algorithm: 'dsa', bits: dsaBits(identifier) }
  const fixed = FIXED[oid]
  if (!fixed) return { algorithm: 'unknown', bits: 0 }
  if (key.length !== Math.ceil(fixed.bits / 8))
    throw new ProtocolError('x509.public-key', `a key of ${fixed.algorithm} with ${key.length} bytes`)
  return fixed
}

function readRsaKey(key: Bytes): { bits: number; exponent: number } {
  return readDer(key, (reader) => {
    const pair = reader.sequence()
    const modulus = positive(pair.integer())
    const exponent = positive(pair.integer())
    pair.finish()
    const fits = exponent.length < 4 || (exponent.length === 4 && (exponent[0] ?? 0) < 0x80)
    return {
      bits: bitLength(modulus),
      exponent: fits ? exponent.reduce((value, byte) => value * 0x100 + byte, 0) : 0,
    }
  })
}

function describeCurve(identifier: DerReader, key: Bytes): Description {
  const parameters = identifier.peek() === TAG.oid ? identifier.oid() : undefined
  if (parameters === undefined) return { algorithm: 'ec', bits: 0, curve: 'explicit' }
  identifier.finish()
  const curve = CURVES[parameters]
  if (!curve) return { algorithm: 'ec', bits: 0, curve: parameters }
  const field = Math.ceil(curve.bits / 8)
  const uncompressed = key[0] === 4 && key.length === 1 + 2 * field
  const compressed = (key[0] === 2 || key[0] === 3) && key.length === 1 + field
  if (!uncompressed && !compressed)
    throw new ProtocolError('x509.public-key', `a point that does not fit ${curve.name}`)
  return { algorithm: 'ec', bits: curve.bits, curve: curve.name }
}

/** The size of p; 0 where the parameters are inherited (RFC 3279 section 2.3.2). */
function dsaBits(identifier: DerReader): number {
  return identifier.peek() === TAG.sequence ? bitLength(positive(identifier.sequence().integer())) : 0
}

/** The magnitude of an INTEGER that must be above zero. */
function positive(integer: Bytes): Bytes {
  const [first = 0] = integer
  const magnitude = first === 0 ? integer.subarray(1) : integer
  if (first >= 0x80 || magnitude.length === 0)
    throw new ProtocolError('x509.public-key', 'a number that is not above zero')
  return magnitude
}

function bitLength(magnitude: Bytes): number {
  return magnitude.length * 8 - Math.clz32(magnitude[0] ?? 0) + 24
}
