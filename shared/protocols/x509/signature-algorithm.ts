import { equalBytes } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'
import { type Bytes, type DerReader, TAG } from './der.ts'

export type HashName = 'MD2' | 'MD5' | 'SHA-1' | 'SHA-224' | 'SHA-256' | 'SHA-384' | 'SHA-512'

/** How a certificate or a list is signed. */
export interface SignatureAlgorithm {
  readonly oid: string
  /** As people call it: `sha256WithRSAEncryption`; the dotted form for what is not known. */
  readonly name: string
  readonly kind: 'rsa' | 'rsa-pss' | 'ecdsa' | 'ed25519' | 'ed448' | 'dsa' | 'unknown'
  /** Absent where the algorithm has its own (Ed25519), and for what is not known. */
  readonly hash?: HashName
  /** RSASSA-PSS alone (RFC 4055 section 3.1): the length of the salt in bytes, and the hash of its mask. */
  readonly pss?: { readonly saltLength: number; readonly maskHash: HashName }
  /** The AlgorithmIdentifier as it was encoded. */
  readonly der: Bytes
}

type Known = Pick<SignatureAlgorithm, 'name' | 'kind' | 'hash'>

const SIGNATURES: Readonly<Record<string, Known>> = {
  '1.2.840.113549.1.1.2': { name: 'md2WithRSAEncryption', kind: 'rsa', hash: 'MD2' },
  '1.2.840.113549.1.1.4': { name: 'md5WithRSAEncryption', kind: 'rsa', hash: 'MD5' },
  '1.2.840.113549.1.1.5': { name: 'sha1WithRSAEncryption', kind: 'rsa', hash: 'SHA-1' },
  '1.3.14.3.2.29': { name: 'sha1WithRSASignature', kind: 'rsa', hash: 'SHA-1' },
  '1.2.840.113549.1.1.14': { name: 'sha224WithRSAEncryption', kind: 'rsa', hash: 'SHA-224' },
  '1.2.840.113549.1.1.11': { name: 'sha256WithRSAEncryption', kind: 'rsa', hash: 'SHA-256' },
  '1.2.840.113549.1.1.12': { name: 'sha384WithRSAEncryption', kind: 'rsa', hash: 'SHA-384' },
  '1.2.840.113549.1.1.13': { name: 'sha512WithRSAEncryption', kind: 'rsa', hash: 'SHA-512' },
  '1.2.840.113549.1.1.10': { name: 'rsassaPss', kind: 'rsa-pss' },
  '1.2.840.10045.4.1': { name: 'ecdsa-with-SHA1', kind: 'ecdsa', hash: 'SHA-1' },
  '1.2.840.10045.4.3.1': { name: 'ecdsa-with-SHA224', kind: 'ecdsa', hash: 'SHA-224' },
  '1.2.840.10045.4.3.2': { name: 'ecdsa-with-SHA256', kind: 'ecdsa', hash: 'SHA-256' },
  '1.2.840.10045.4.3.3': { name: 'ecdsa-with-SHA384', kind: 'ecdsa', hash: 'SHA-384' },
  '1.2.840.10045.4.3.4': { name: 'ecdsa-with-SHA512', kind: 'ecdsa', hash: 'SHA-512' },
  '1.3.101.112': { name: 'Ed25519', kind: 'ed25519' },
  '1.3.101.113': { name: 'Ed448', kind: 'ed448' },
  '1.2.840.10040.4.3': { name: 'dsa-with-SHA1', kind: 'dsa', hash: 'SHA-1' },
  '2.16.840.1.101.3.4.3.1': { name: 'dsa-with-SHA224', kind: 'dsa', hash: 'SHA-224' },
  '2.16.840.1.101.3.4.3.2': { name: 'dsa-with-SHA256', kind: 'dsa', hash: 'SHA-256' },
}

const HASHES: Readonly<Record<string, HashName>> = {
  '1.2.840.113549.2.5': 'MD5',
  '1.3.14.3.2.26': 'SHA-1',
  '2.16.840.1.101.3.4.2.4': 'SHA-224',
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
}

const MASK_GENERATION_1 = '1.2.840.113549.1.1.8'
const NULL_PARAMETERS = Uint8Array.of(TAG.null, 0)

/**
 * Reads an AlgorithmIdentifier of a signature (RFC 4055, RFC 5758, RFC 8410). Throws `x509.algorithm` when
 * the parameters of a known algorithm are not what its RFC has.
 */
export function readSignatureAlgorithm(reader: DerReader): SignatureAlgorithm {
  const element = reader.expect(TAG.sequence)
  const identifier = reader.into(element)
  const oid = identifier.oid()
  const known = SIGNATURES[oid]
  if (!known) return { oid, name: oid, kind: 'unknown', der: element.der }
  if (known.kind === 'rsa-pss') {
    const { hash, ...pss } = readPssParameters(identifier)
    return { oid, ...known, hash, pss, der: element.der }
  }
  if (!identifier.atEnd) {
    const parameters = identifier.any()
    identifier.finish()
    // RFC 4055 section 5: RSA has NULL. RFC 5758 and 8410: the others have none.
    if (known.kind === 'rsa' ? !equalBytes(parameters.der, NULL_PARAMETERS) : known.kind !== 'dsa')
      throw new ProtocolError('x509.algorithm', `${known.name} with parameters that it does not have`)
  }
  return { oid, ...known, der: element.der }
}

/** The hash that an AlgorithmIdentifier names (RFC 4055 section 2.1). Throws `x509.algorithm` for an unknown one. */
export function readHashAlgorithm(reader: DerReader): HashName {
  const identifier = reader.sequence()
  const oid = identifier.oid()
  if (!identifier.atEnd) identifier.null()
  identifier.finish()
  const hash = HASHES[oid]
  if (!hash) throw new ProtocolError('x509.algorithm', `an unknown hash, ${oid}`)
  return hash
}

/** RSASSA-PSS-params (RFC 4055 section 3.1), all with a default. */
function readPssParameters(identifier: DerReader): {
  hash: HashName
  saltLength: number
  maskHash: HashName
} {
  const parameters = identifier.sequence()
  identifier.finish()
  const hash = explicit(parameters, 0, readHashAlgorithm) ?? 'SHA-1'
  const maskHash = explicit(parameters, 1, readMaskHash) ?? 'SHA-1'
  const saltLength = explicit(parameters, 2, (salt) => salt.smallInteger()) ?? 20
  const trailer = explicit(parameters, 3, (field) => field.smallInteger()) ?? 1
  parameters.finish()
  if (trailer !== 1) throw new ProtocolError('x509.algorithm', 'RSASSA-PSS with an unknown trailer')
  return { hash, saltLength, maskHash }
}

function readMaskHash(reader: DerReader): HashName {
  const mask = reader.sequence()
  if (mask.oid() !== MASK_GENERATION_1)
    throw new ProtocolError('x509.algorithm', 'RSASSA-PSS with an unknown mask generation')
  const hash = readHashAlgorithm(mask)
  mask.finish()
  return hash
}

function explicit<T>(reader: DerReader, number: number, read: (inner: DerReader) => T): T | undefined {
  const inner = reader.optionalExplicit(number)
  if (!inner) return undefined
  const value = read(inner)
  inner.finish()
  return value
}
