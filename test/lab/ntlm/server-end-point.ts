import 'reflect-metadata'
import { X509Certificate } from '@peculiar/x509'

/** RFC 5929 section 4.1, by what another library reads from the certificate; in hexadecimal. */
export async function hashForServerEndPoint(certificate: Uint8Array): Promise<string> {
  const { signatureAlgorithm } = new X509Certificate(new Uint8Array(certificate))
  const { name } = signatureAlgorithm.hash
  const hash = name === 'SHA-1' ? 'SHA-256' : name
  return Buffer.from(await crypto.subtle.digest(hash, new Uint8Array(certificate))).toString('hex')
}
