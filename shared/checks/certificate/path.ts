import { type Step, settle } from '../../engine/index.ts'
import {
  type Certificate,
  type ChainRequest,
  type ChainVerdict,
  combineAnchors,
  verifyChain,
} from '../../protocols/x509/index.ts'
import { askable } from './ask-authority.ts'
import { type NamedCertificate, readKept } from './chain.ts'
import { fetchIssuer } from './fetch-issuer.ts'
import { type TrustStore, trustStoresOf } from './trust-stores.ts'

/** Chains on the web have one intermediate, or two. */
const MOST_FETCHED = 3

/** A certificate that the server should have sent, and where it was to be had. */
export interface FetchedIssuer {
  readonly certificate: Certificate
  readonly url: string
}

/** The way from a leaf to a root, as Windows finds it: with what is presented, and what had to be fetched. */
export interface Path {
  readonly leaf: NamedCertificate
  readonly fetched: readonly FetchedIssuer[]
  readonly stores: readonly TrustStore[]
  /** What was judged, everything fetched included. */
  readonly request: ChainRequest
  readonly verdict: ChainVerdict
}

/**
 * Looks for the way to a root. Dates of the leaf are another question: it is judged at a time at which the leaf is
 * valid. Undefined when there is no certificate.
 */
export async function findPath(step: Step, chain: readonly string[]): Promise<Path | undefined> {
  const [leaf, ...others] = await Promise.all(chain.map((hash) => readKept(step, hash)))
  if (!leaf) return undefined
  const stores = await trustStoresOf(step)
  const { notBefore, notAfter } = leaf.certificate
  let request: ChainRequest = {
    leaf: leaf.certificate,
    presented: others.map(({ certificate }) => certificate),
    anchors: combineAnchors(...stores.map(({ anchors }) => anchors)),
    at: Math.min(Math.max(step.now(), notBefore), notAfter),
  }
  const fetched: FetchedIssuer[] = []
  let verdict = await verifyChain(request)
  while (verdict.reason?.code === 'no-path-to-a-root' && fetched.length < MOST_FETCHED) {
    const issuer = await fetchMissing(step, verdict)
    if (!issuer) break
    fetched.push(issuer)
    request = { ...request, extra: fetched.map(({ certificate }) => certificate) }
    verdict = await verifyChain(request)
  }
  return { leaf, fetched, stores, request, verdict }
}

async function fetchMissing(step: Step, { path }: ChainVerdict): Promise<FetchedIssuer | undefined> {
  const last = path.at(-1)
  for (const url of last ? issuerUrls(last) : []) {
    const fetched = await settle(fetchIssuer(step, { url }))
    if (fetched.answered) return { certificate: fetched.answer, url }
  }
  return undefined
}

/** Where the authority says that its own certificate is to be had (RFC 5280 section 4.2.2.1), by HTTP. */
export function issuerUrls({ authorityInfoAccess }: Certificate): readonly string[] {
  return askable(authorityInfoAccess?.caIssuers ?? [])
}
