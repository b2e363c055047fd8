import { equalBytes, toHex } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'
import { type Bytes, contextTag, type DerReader, readDer, TAG } from './der.ts'
import { type DecodedExtensions, decodeExtension, type Extension, readExtensions } from './extensions.ts'
import { type DistinguishedName, readName } from './name.ts'
import { type PublicKey, readPublicKey } from './public-key.ts'
import { readSignatureAlgorithm, type SignatureAlgorithm } from './signature-algorithm.ts'

/** An extension whose OID is known and whose value is not what its RFC has. */
export interface MalformedExtension {
  readonly oid: string
  readonly error: ProtocolError
}

/** A certificate (RFC 5280 section 4.1), parsed. All bytes are views of `der`. */
export interface Certificate extends DecodedExtensions {
  readonly der: Bytes
  readonly version: 1 | 2 | 3
  /** Lower-case hex of the number without leading zero bytes; with `-` in front of a negative one. */
  readonly serial: string
  readonly issuer: DistinguishedName
  readonly subject: DistinguishedName
  /** Milliseconds since 1970-01-01T00:00:00Z; the first and the last moment count as valid. */
  readonly notBefore: number
  readonly notAfter: number
  readonly publicKey: PublicKey
  readonly signatureAlgorithm: SignatureAlgorithm
  readonly signature: Bytes
  /** TBSCertificate: what is signed. */
  readonly tbs: Bytes
  /** In the order of the certificate. */
  readonly extensions: readonly Extension[]
  /** Known extensions that could not be decoded: such a certificate can be shown, and is never trusted. */
  readonly malformed: readonly MalformedExtension[]
}

/** Bounds a certificate in bytes; ordinary ones have one to four thousand. */
export const LARGEST_CERTIFICATE = 256 * 1024

/**
 * Parses a certificate in strict DER.
 *
 * Throws {@link ProtocolError} with an `x509.` code when the structure is not a certificate's: every code of
 * the DER reader, `x509.too-large`, `x509.version`, `x509.algorithm`, `x509.algorithm-mismatch`,
 * `x509.public-key`, `x509.duplicate-extension`. A known extension with a malformed value is no error
 * here: it is listed in `malformed`.
 *
 * @example
 * const certificate = parseCertificate(der)
 * certificate.subject.text         // 'CN=mail.example.com,O=Example'
 * certificate.subjectAltName?.dns  // ['mail.example.com', 'autodiscover.example.com']
 */
export function parseCertificate(der: Uint8Array): Certificate {
  if (der.length > LARGEST_CERTIFICATE)
    throw new ProtocolError('x509.too-large', `a certificate of ${der.length} bytes`)
  // A copy: nobody can change the bytes after they were judged.
  const bytes = new Uint8Array(der)
  return readDer(bytes, (outer) => {
    const certificate = outer.sequence()
    const tbs = certificate.expect(TAG.sequence)
    const signatureAlgorithm = readSignatureAlgorithm(certificate)
    const signature = certificate.bitStringOfBytes()
    certificate.finish()
    const { signed, ...fields } = readTbs(certificate.into(tbs))
    if (!equalBytes(signed.der, signatureAlgorithm.der))
      throw new ProtocolError(
        'x509.algorithm-mismatch',
        'the signed and the outer signature algorithm are not the same',
      )
    return { der: bytes, ...fields, signatureAlgorithm, signature, tbs: tbs.der }
  })
}

/**
 * The thumbprints of a certificate, as lower-case hex: SHA-256, and the SHA-1 by which Windows and
 * Exchange name certificates.
 */
export async function fingerprints(der: Uint8Array): Promise<{ sha256: string; sha1: string }> {
  const bytes = new Uint8Array(der)
  const [sha256, sha1] = await Promise.all(
    ['SHA-256', 'SHA-1'].map(async (hash) => toHex(new Uint8Array(await crypto.subtle.digest(hash, bytes)))),
  )
  return { sha256: sha256 ?? '', sha1: sha1 ?? '' }
}

/** Whether the TLS feature extension asks for a stapled OCSP answer (RFC 7633). */
export function isMustStaple(certificate: Certificate): boolean {
  return certificate.tlsFeatures?.includes(5) ?? false
}

type Tbs = Omit<Certificate, 'der' | 'signatureAlgorithm' | 'signature' | 'tbs'> & {
  readonly signed: SignatureAlgorithm
}

function readTbs(tbs: DerReader): Tbs {
  const version = readVersion(tbs)
  const serial = serialText(tbs.integer())
  const signed = readSignatureAlgorithm(tbs)
  const issuer = readName(tbs)
  const validity = tbs.sequence()
  const notBefore = validity.time()
  const notAfter = validity.time()
  validity.finish()
  const subject = readName(tbs)
  const publicKey = readPublicKey(tbs)
  skipUniqueIdentifiers(tbs, version)
  const wrapped = tbs.optionalExplicit(3)
  if (wrapped && version !== 3)
    throw new ProtocolError('x509.version', `extensions in a certificate of version ${version}`)
  const extensions = wrapped ? readExtensions(wrapped) : []
  wrapped?.finish()
  tbs.finish()
  return {
    version,
    serial,
    signed,
    issuer,
    notBefore,
    notAfter,
    subject,
    publicKey,
    extensions,
    ...decodeAll(extensions),
  }
}

function readVersion(tbs: DerReader): 1 | 2 | 3 {
  const wrapped = tbs.optionalExplicit(0)
  if (!wrapped) return 1
  const value = wrapped.smallInteger()
  wrapped.finish()
  if (value === 1) return 2
  if (value === 2) return 3
  throw new ProtocolError('x509.version', `a certificate whose version is encoded as ${value}`)
}

/** Of versions 2 and 3 (RFC 5280 section 4.1.2.8), and of no use to anybody. */
function skipUniqueIdentifiers(tbs: DerReader, version: number): void {
  for (const number of [1, 2]) {
    const identifier = tbs.optional(contextTag(number, 'primitive'))
    if (identifier && version === 1)
      throw new ProtocolError('x509.version', 'a unique identifier in a certificate of version 1')
  }
}

/** The number in hex, as {@link Certificate.serial} has it. */
export function serialText(integer: Bytes): string {
  const negative = (integer[0] ?? 0) >= 0x80
  if (negative) {
    const magnitude = 2n ** BigInt(8 * integer.length) - BigInt(`0x${toHex(integer)}`)
    const digits = magnitude.toString(16)
    return `-${digits.padStart(digits.length + (digits.length % 2), '0')}`
  }
  return toHex(integer.length > 1 && integer[0] === 0 ? integer.subarray(1) : integer)
}

function decodeAll(
  extensions: readonly Extension[],
): DecodedExtensions & { malformed: readonly MalformedExtension[] } {
  const malformed: MalformedExtension[] = []
  let decoded: DecodedExtensions = {}
  for (const extension of extensions) {
    try {
      decoded = { ...decoded, ...decodeExtension(extension) }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      malformed.push({ oid: extension.oid, error })
    }
  }
  return { ...decoded, malformed }
}
