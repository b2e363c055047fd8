import { ByteReader } from '../../bytes/index.ts'
import { derTag, peekTag, readBitString, readElement, reading, readOid, readPositiveInteger } from './der.ts'

/** A public key, as far as signatures and RSA key exchange need it. Integers are unsigned, big-endian. */
export type LeafKey =
  | {
      readonly kind: 'rsa'
      readonly modulus: Uint8Array
      readonly exponent: Uint8Array
      /** The key is marked for RSASSA-PSS alone (RFC 4055 section 1.2). */
      readonly pssOnly: boolean
    }
  | { readonly kind: 'ec'; readonly curve: 'P-256' | 'P-384' | 'P-521'; readonly point: Uint8Array }
  | { readonly kind: 'ed25519'; readonly point: Uint8Array }
  | { readonly kind: 'unknown'; readonly algorithm: string }

const curves: Readonly<Record<string, 'P-256' | 'P-384' | 'P-521'>> = {
  '1.2.840.10045.3.1.7': 'P-256',
  '1.3.132.0.34': 'P-384',
  '1.3.132.0.35': 'P-521',
}

/**
 * The public key of a DER certificate. Nothing else of it is looked at: whether the certificate is sound,
 * current or trusted is for others to say. Throws `tls.certificate-unreadable`.
 */
export function leafKey(certificate: Uint8Array): LeafKey {
  return reading(() => {
    const tbs = readElement(readElement(new ByteReader(certificate, 'tls'), derTag.sequence), derTag.sequence)
    if (peekTag(tbs) === derTag.context0) readElement(tbs, derTag.context0)
    readElement(tbs, derTag.integer)
    for (const _ of ['signature', 'issuer', 'validity', 'subject']) readElement(tbs, derTag.sequence)
    return readKey(readElement(tbs, derTag.sequence))
  })
}

/** A reader over the AlgorithmIdentifier that a DER certificate is signed with. */
export function certificateSignature(certificate: Uint8Array): ByteReader {
  const outer = readElement(new ByteReader(certificate, 'tls'), derTag.sequence)
  readElement(outer, derTag.sequence)
  return readElement(outer, derTag.sequence)
}

function readKey(info: ByteReader): LeafKey {
  const identifier = readElement(info, derTag.sequence)
  const algorithm = readOid(identifier)
  const key = readBitString(info)
  switch (algorithm) {
    case '1.2.840.113549.1.1.1':
    case '1.2.840.113549.1.1.10': {
      const numbers = readElement(key, derTag.sequence)
      const [modulus, exponent] = [readPositiveInteger(numbers), readPositiveInteger(numbers)]
      return { kind: 'rsa', modulus, exponent, pssOnly: algorithm.endsWith('.10') }
    }
    case '1.2.840.10045.2.1': {
      const name = peekTag(identifier) === derTag.oid ? readOid(identifier) : 'explicit parameters'
      const curve = curves[name]
      return curve ? { kind: 'ec', curve, point: key.rest() } : { kind: 'unknown', algorithm: `EC ${name}` }
    }
    case '1.3.101.112':
      return { kind: 'ed25519', point: key.rest() }
    default:
      return { kind: 'unknown', algorithm }
  }
}
