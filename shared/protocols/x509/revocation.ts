import { ProtocolError } from '../protocol-error.ts'
import type { Certificate } from './certificate.ts'
import { type CertificateList, findEntry, isInScope } from './certificate-list.ts'
import { sameName } from './name.ts'
import { objectionToAlgorithm } from './own-problems.ts'
import type { Signed } from './signature.ts'

/** What revocation lists, or an OCSP answer, say of a certificate. Times are milliseconds since 1970. */
export type RevocationStatus =
  /** `until`: when there has to be newer word. */
  | { readonly status: 'good'; readonly until: number }
  | { readonly status: 'revoked'; readonly revokedAt: number; readonly reason?: string }
  | { readonly status: 'unknown'; readonly why: string }

/**
 * What `lists` say of `certificate`, which `issuer` certified (RFC 5280 section 6.3). A list counts when the issuer
 * itself signed it with a key that may sign lists. What such a list names is revoked, however old the list; what
 * it does not name is good only when the list is complete and current.
 *
 * `verify` checks a signature with the issuer's key, so that the caller can count it: `valid`, or anything else.
 */
export async function checkRevocation(
  certificate: Certificate,
  issuer: Certificate,
  {
    lists,
    at,
    verify,
  }: {
    readonly lists: readonly CertificateList[]
    readonly at: number
    readonly verify: (signed: Signed) => Promise<string>
  },
): Promise<RevocationStatus> {
  const candidates = lists.filter(
    (list) => sameName(list.issuer, certificate.issuer) && isInScope(list, certificate),
  )
  if (candidates.length === 0) return unknown('no list of its issuer is at hand')
  if (issuer.keyUsage && !issuer.keyUsage.includes('cRLSign'))
    return unknown('the key usage of its issuer does not allow it to sign lists')
  let status: RevocationStatus = unknown('no list of its issuer could be verified')
  for (const list of candidates) {
    if ((await verify(list)) !== 'valid') continue
    const found = lookUp(list, certificate, at)
    if (found.status === 'revoked') return found
    if (status.status !== 'good') status = found
  }
  return status
}

function lookUp(list: CertificateList, certificate: Certificate, at: number): RevocationStatus {
  try {
    const entry = findEntry(list, certificate.serial)
    if (entry && entry.reason !== 'removeFromCRL') return { status: 'revoked', ...entry }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    return unknown(`an entry of the list cannot be read: ${error.message}`)
  }
  const objection = objectionToAlgorithm(list.signatureAlgorithm)
  if (objection) return unknown(`the list is ${objection[1]}`)
  const [flaw] = list.flaws
  if (flaw) return unknown(`the list is not complete: ${flaw}`)
  if (list.thisUpdate > at) return unknown('the list is of a later date')
  if (list.nextUpdate === undefined || list.nextUpdate < at) return unknown('the list is out of date')
  return { status: 'good', until: list.nextUpdate }
}

function unknown(why: string): RevocationStatus {
  return { status: 'unknown', why }
}
