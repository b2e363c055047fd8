import { equalBytes } from '../bytes/index.ts'
import type { Certificate } from './certificate.ts'
import type { CertificateList } from './certificate-list.ts'
import { type ChainCounts, type ChainLimits, DEFAULT_LIMITS, Ledger } from './chain-limits.ts'
import { byWeight, type ChainProblem } from './chain-problem.ts'
import { problemsAsLeaf } from './own-problems.ts'
import { type CandidatePath, PathSearch } from './path-search.ts'
import type { TrustAnchor, TrustAnchors } from './trust-anchors.ts'

export interface ChainRequest {
  readonly leaf: Certificate
  /** What the server presented behind its leaf, in that order. */
  readonly presented: readonly Certificate[]
  /** What else is at hand (cached, fetched): used only where the presented ones lead nowhere. */
  readonly extra?: readonly Certificate[]
  readonly anchors: TrustAnchors
  /** Host name or IP literal that the leaf must be for; without it names are left out of the verdict. */
  readonly host?: string
  /** The moment to judge at, in milliseconds since 1970. */
  readonly at: number
  readonly lists?: readonly CertificateList[]
  /** Whether a certificate of which the lists say nothing is refused. Default: it is not. */
  readonly requireRevocationStatus?: boolean
  readonly limits?: Partial<ChainLimits>
}

/** How the presented certificates serve a client that has the anchors and nothing else. */
export interface PresentedChain {
  /** A path to an anchor leads over presented certificates alone. */
  readonly complete: boolean
  /** Each certifies the one before it, with none in between (RFC 5246 section 7.4.2). */
  readonly ordered: boolean
  /** Presented, and not on the path: a root, a stranger, a cross-sign for somebody else. */
  readonly unused: readonly Certificate[]
}

/** A certificate that was considered, and what was found wrong with it on any path. */
export interface ConsideredCertificate {
  readonly certificate: Certificate
  readonly source: 'leaf' | 'presented' | 'extra' | 'anchor'
  readonly problems: readonly ChainProblem[]
}

export interface ChainVerdict {
  readonly valid: boolean
  /** What explains the verdict first; absent when valid. */
  readonly reason?: ChainProblem
  /** Everything that is wrong with the path, what explains most first. Empty when valid. */
  readonly problems: readonly ChainProblem[]
  /** The valid path, or the best of the invalid ones: leaf first, without the anchor. */
  readonly path: readonly Certificate[]
  /** Where the path ends; absent when it reaches no anchor. */
  readonly anchor?: TrustAnchor
  readonly presented: PresentedChain
  /** The leaf, everything presented and at hand, and the anchors that were tried. */
  readonly certificates: readonly ConsideredCertificate[]
  readonly counts: Readonly<ChainCounts>
}

/**
 * Whether a TLS client that is careful would trust this chain, and if not, why (RFC 5280 section 6, RFC 4158 for
 * the search, RFC 9525 for the host).
 *
 * Trust anchors are judged like other authorities (dates, constraints, key) except that nobody asks who
 * signed them: an expired root is refused, as Windows, OpenSSL and Go refuse it. A leaf that is itself an anchor is
 * trusted without a path.
 *
 * Never throws for what the certificates are; always ends, by the counts of `limits`.
 *
 * @example
 * const verdict = await verifyChain({ leaf, presented, anchors, host: 'mail.example.com', at: platform.now() })
 * verdict.reason?.code // 'expired'
 */
export async function verifyChain(request: ChainRequest): Promise<ChainVerdict> {
  const { leaf, presented, extra = [], anchors, at } = request
  const ledger = new Ledger({ ...DEFAULT_LIMITS, ...request.limits })
  const ofLeaf = problemsAsLeaf(leaf, { at, host: request.host })
  const trusted = anchors
    .bySubject(leaf.subject)
    .find((anchor) => equalBytes(anchor.certificate.der, leaf.der))
  if (trusted)
    return conclude(request, { certificates: [leaf], anchor: trusted, problems: ofLeaf }, [], ledger)

  const lists = request.lists ?? []
  const requireRevocationStatus = request.requireRevocationStatus ?? false
  const intermediates = [...presented, ...extra]
  const search = new PathSearch({ anchors, intermediates, at, lists, requireRevocationStatus }, ledger)
  const valid = ofLeaf.length === 0 ? await findValid(search, request) : undefined
  const path = valid ?? (await search.findBest(leaf, ofLeaf))
  return conclude(request, path, [...search.considered], ledger)
}

/** Over the presented certificates alone before anything else: what the server sent is what is judged. */
async function findValid(
  search: PathSearch,
  { leaf, extra = [] }: ChainRequest,
): Promise<CandidatePath | undefined> {
  const alone = await search.findValid(leaf, new Set(extra))
  return alone || extra.length === 0 ? alone : await search.findValid(leaf)
}

function conclude(
  request: ChainRequest,
  path: CandidatePath,
  considered: readonly (readonly [Certificate, readonly ChainProblem[]])[],
  ledger: Ledger,
): ChainVerdict {
  const problems = [...path.problems]
  const incomplete = path.problems.length > 0 || !path.anchor
  if (incomplete && ledger.exceeded.size > 0 && !problems.some(({ code }) => code === 'bounds')) {
    const detail = `the search was ended by its limit of ${[...ledger.exceeded].join(', ')}`
    problems.push({ code: 'bounds', certificate: request.leaf, detail })
  }
  const sorted = byWeight(problems)
  const [reason] = sorted
  return {
    valid: reason === undefined && path.anchor !== undefined,
    ...(reason && { reason }),
    problems: sorted,
    path: path.certificates,
    ...(path.anchor && { anchor: path.anchor }),
    presented: describePresented(request, path),
    certificates: listConsidered(request, path, considered),
    counts: ledger.counts,
  }
}

function describePresented(
  { presented }: ChainRequest,
  { certificates, anchor }: CandidatePath,
): PresentedChain {
  const places = certificates
    .slice(1)
    .map((certificate) => presented.findIndex((sent) => equalBytes(sent.der, certificate.der)))
  return {
    complete: anchor !== undefined && !places.includes(-1),
    ordered: places.filter((place) => place >= 0).every((place, index) => place === index),
    unused: presented.filter((_, index) => !places.includes(index)),
  }
}

function listConsidered(
  { leaf, presented, extra = [] }: ChainRequest,
  path: CandidatePath,
  considered: readonly (readonly [Certificate, readonly ChainProblem[]])[],
): ConsideredCertificate[] {
  const problems = new Map(considered)
  for (const problem of path.problems) {
    const known = problems.get(problem.certificate) ?? []
    if (!known.some(({ code, detail }) => code === problem.code && detail === problem.detail))
      problems.set(problem.certificate, [...known, problem])
  }
  const list: ConsideredCertificate[] = []
  const add = (source: ConsideredCertificate['source'], certificates: readonly Certificate[]) => {
    for (const certificate of certificates)
      if (!list.some((listed) => listed.certificate === certificate))
        list.push({ certificate, source, problems: problems.get(certificate) ?? [] })
  }
  add('leaf', [leaf])
  add('presented', presented)
  add('extra', extra)
  add('anchor', [...problems.keys(), ...(path.anchor ? [path.anchor.certificate] : [])])
  return list
}
