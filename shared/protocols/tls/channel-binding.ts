import type { ByteReader } from '../bytes/index.ts'
import { derTag, peekTag, readElement, reading, readOid } from './certificate/der.ts'
import { certificateSignature } from './certificate/leaf.ts'
import { TlsError } from './error.ts'
import type { HashName } from './primitives/hash.ts'

const rsaPss = '1.2.840.113549.1.1.10'

// Signature algorithms (RFC 8017 appendix C, RFC 5758) by the hash that RFC 5929 section 4.1 takes for them.
const hashOfSignature: Readonly<Record<string, HashName>> = {
  '1.2.840.113549.1.1.4': 'md5',
  '1.2.840.113549.1.1.5': 'sha1',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.1': 'sha1',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
}

const hashes: Readonly<Record<string, HashName>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

/**
 * The data of the channel binding `tls-server-end-point` without its prefix (RFC 5929 section 4): the hash of
 * the leaf certificate (DER), with the hash of the certificate's own signature, SHA-256 in place of MD5 and SHA-1.
 * Rejects with `tls.channel-binding-undefined` for a signature without one single hash (Ed25519, say), with
 * `tls.certificate-unreadable` when there is no signature to be found.
 */
export async function tlsServerEndPoint(leaf: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const hash = reading(() => signatureHash(certificateSignature(leaf)))
  // By WebCrypto: who answers for a credential may stand in a browser, which has no node:crypto.
  const digest = await crypto.subtle.digest(NAMES[hash], new Uint8Array(leaf))
  return new Uint8Array(digest)
}

const NAMES: Readonly<Record<HashName, string>> = {
  md5: 'SHA-256',
  sha1: 'SHA-256',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
}

function signatureHash(identifier: ByteReader): HashName {
  const algorithm = readOid(identifier)
  const hash = algorithm === rsaPss ? pssHash(identifier) : hashOfSignature[algorithm]
  if (hash) return hash
  throw new TlsError(
    'tls.channel-binding-undefined',
    `there is no tls-server-end-point for a certificate signed with ${algorithm}`,
  )
}

/** The hash in RSASSA-PSS-params (RFC 4055 section 3.1), SHA-1 when it is left out. */
function pssHash(identifier: ByteReader): HashName | undefined {
  const fields = readElement(identifier, derTag.sequence)
  if (peekTag(fields) !== derTag.context0) return 'sha1'
  return hashes[readOid(readElement(readElement(fields, derTag.context0), derTag.sequence))]
}
