import { createHash } from 'node:crypto'
import { elements } from '../asn1/der.ts'
import { md5 } from './keys.ts'

/** The hash that signs the certificate is the one that it is bound by, but for those that no longer hold (RFC 5929). */
const HASHES: Readonly<Record<string, 'sha384' | 'sha512'>> = {
  // sha384WithRSAEncryption, sha512WithRSAEncryption; ecdsa-with-SHA384, ecdsa-with-SHA512.
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
}

/** `tls-server-end-point` of a certificate in DER: its hash (RFC 5929 section 4.1). */
export function serverEndPoint(certificate: Uint8Array): Buffer {
  return createHash(HASHES[signatureAlgorithm(certificate)] ?? 'sha256')
    .update(certificate)
    .digest()
}

/** What stands in MsvAvChannelBindings for such a hash: the MD5 of a structure without addresses (RFC 2744 section 3.11). */
export function channelBindings(endPoint: Uint8Array): Buffer {
  const data = Buffer.concat([Buffer.from('tls-server-end-point:', 'latin1'), endPoint])
  const head = Buffer.alloc(20)
  head.writeUInt32LE(data.length, 16)
  return md5(head, data)
}

/** The content of the algorithm's object identifier, in hexadecimal. */
function signatureAlgorithm(certificate: Uint8Array): string {
  const [whole] = elements(certificate)
  const [, algorithm] = elements(whole?.content ?? Buffer.alloc(0))
  const [oid] = elements(algorithm?.content ?? Buffer.alloc(0))
  return oid?.content.toString('hex') ?? ''
}
