import { type LeafKey, leafKey } from '../certificate/leaf.ts'
import { TlsError } from '../error.ts'
import type { FactsSoFar } from '../facts.ts'

/** Notes the presented chain, then looks for the leaf's key: the chain is known even when that fails. */
export function noteChain(facts: FactsSoFar, certificates: readonly Uint8Array[]): LeafKey {
  facts.certificates = certificates.map((certificate) => certificate.slice())
  const [leaf] = certificates
  if (!leaf) throw new TlsError('tls.certificate-missing', 'the server presented no certificate')
  return leafKey(leaf)
}
