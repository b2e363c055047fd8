import { readFile } from 'node:fs/promises'
import * as tls from 'node:tls'

/**
 * The certificates that the operating system trusts, each as PEM. On Windows that is the store that Outlook
 * uses. Throws where Node cannot tell (before 22.15).
 */
export function systemRoots(): string[] {
  if (typeof tls.getCACertificates !== 'function') {
    throw new Error("expected Node 22.15 or newer to read the operating system's trust store")
  }
  return tls.getCACertificates('system')
}

/** The certificates in a PEM file, each as PEM of its own; whatever else is in the file is passed over. */
export async function readPemFile(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8')
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
  if (certificates === null) throw new Error(`expected PEM certificates in ${path}, there is none`)
  return certificates
}
