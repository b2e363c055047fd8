import { check } from '../../engine/index.ts'
import {
  type Certificate,
  type CertificateList,
  parseCertificateList,
  trustAnchors,
  verifyChain,
} from '../../protocols/x509/index.ts'
import { askAuthority } from './ask-authority.ts'
import type { Standing } from './standing.ts'

/** Large authorities have lists of hundreds of kilobytes; one of tens of megabytes would be fetched for one line. */
const LARGEST_LIST = 10 * 1024 * 1024

/** Which revocation list lies at this URL (RFC 5280 section 5)? It is fetched once a run, whoever is looked for in it. */
export const fetchRevocationList = check(
  'certificate.revocation-list',
  async (step, { url }: { url: string }): Promise<CertificateList> =>
    parseCertificateList(await askAuthority(step, { url, largest: LARGEST_LIST })),
  { limitSeconds: 15, needed: false },
)

/** What the list says of a certificate at a moment, if the issuer signed it (RFC 5280 section 6.3). */
export async function lookUpInList(
  list: CertificateList,
  { certificate, issuer, at }: { certificate: Certificate; issuer: Certificate; at: number },
): Promise<Standing> {
  // With the issuer as the only anchor. Of everything that the verdict says, what the list had to say is taken.
  const verdict = await verifyChain({
    leaf: certificate,
    presented: [],
    anchors: trustAnchors('issuer', [issuer.der]),
    at,
    lists: [list],
    requireRevocationStatus: true,
  })
  const revoked = verdict.problems.find(({ code }) => code === 'revoked')
  if (revoked) return { status: 'revoked', detail: revoked.detail }
  const unknown = verdict.problems.find(({ code }) => code === 'revocation-unknown')
  if (unknown) return { status: 'unknown', why: unknown.detail }
  return verdict.anchor
    ? { status: 'good' }
    : { status: 'unknown', why: 'its issuer could not be held against it' }
}
