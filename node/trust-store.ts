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
