import { type ByteReader, ByteWriter } from '../../bytes/index.ts'
import { extensionType } from '../codes/extensions.ts'
import { handshakeType } from '../codes/handshake-types.ts'
import { TlsError } from '../error.ts'
import { limits } from '../limits.ts'
import { readExtensions } from './extensions.ts'

/** The Certificate message up to TLS 1.2 (RFC 5246 section 7.4.2): DER, in the order sent. */
export function readCertificate12(body: ByteReader): readonly Uint8Array[] {
  const list = body.vector24()
  body.finish()
  const certificates: Uint8Array[] = []
  while (list.remaining > 0) {
    checkCount(certificates.length + 1)
    certificates.push(list.vector24().rest())
  }
  return certificates
}

/** What the Certificate message of TLS 1.3 (RFC 8446 section 4.4.2) carries. */
export interface Certificate13 {
  readonly certificates: readonly Uint8Array[]
  readonly stapledOcsp: Uint8Array | undefined
}

export function readCertificate13(body: ByteReader, offered: ReadonlySet<number>): Certificate13 {
  if (body.vector8().remaining > 0)
    throw new TlsError('tls.malformed', "the server's certificate answers a request that nobody made")
  const list = body.vector24()
  body.finish()
  const certificates: Uint8Array[] = []
  let stapledOcsp: Uint8Array | undefined
  while (list.remaining > 0) {
    checkCount(certificates.length + 1)
    const certificate = list.vector24().rest()
    const status = readExtensions(list.vector16(), offered).get(extensionType.statusRequest)
    if (status && certificates.length === 0) stapledOcsp = readCertificateStatus(status)
    certificates.push(certificate)
  }
  return { certificates, stapledOcsp }
}

/** CertificateStatus (RFC 6066 section 8): the OCSP response, DER. */
export function readCertificateStatus(body: ByteReader): Uint8Array {
  if (body.u8() !== 1) throw new TlsError('tls.malformed', 'a certificate status that is not OCSP')
  const response = body.vector24().rest()
  body.finish()
  return response
}

/** The answer to a CertificateRequest when there is none to give, up to TLS 1.2. */
export function emptyCertificate12(): Uint8Array {
  const writer = new ByteWriter().u8(handshakeType.certificate, 'handshake type: certificate')
  return writer.vector24('certificate', () => writer.vector24('certificates', () => {})).bytes()
}

/** The same in TLS 1.3, which repeats the request's context. */
export function emptyCertificate13(context: Uint8Array): Uint8Array {
  const writer = new ByteWriter().u8(handshakeType.certificate, 'handshake type: certificate')
  writer.vector24('certificate', () => {
    writer.vector8('request context', () => writer.raw(context))
    writer.vector24('certificates', () => {})
  })
  return writer.bytes()
}

function checkCount(count: number): void {
  if (count > limits.certificates)
    throw new TlsError('tls.chain-too-large', `a chain of more than ${limits.certificates} certificates`)
}
