import { equalBytes, toHex } from '../bytes/index.ts'
import type { Certificate } from './certificate.ts'
import type { CertificateList } from './certificate-list.ts'
import type { Ledger } from './chain-limits.ts'
import type { ChainProblem } from './chain-problem.ts'
import { problemsAbove } from './edge-problems.ts'
import { nameKey, sameName } from './name.ts'
import { isSelfIssued, problemsAsIssuer, problemsOfSignature } from './own-problems.ts'
import { policiesAllow } from './policies.ts'
import type { PublicKey } from './public-key.ts'
import { checkRevocation } from './revocation.ts'
import { checkSignature, type SignatureOutcome, type Signed } from './signature.ts'
import type { TrustAnchor, TrustAnchors } from './trust-anchors.ts'

/** A way from the leaf towards a trust anchor, and everything that is wrong with it. */
export interface CandidatePath {
  /** Leaf first, each certified by the next, the anchor not among them. */
  readonly certificates: readonly Certificate[]
  /** Absent when the way ends before an anchor. */
  readonly anchor?: TrustAnchor
  readonly problems: readonly ChainProblem[]
}

export interface SearchInput {
  readonly anchors: TrustAnchors
  readonly intermediates: readonly Certificate[]
  readonly at: number
  readonly lists: readonly CertificateList[]
  readonly requireRevocationStatus: boolean
}

interface Candidate {
  readonly certificate: Certificate
  readonly anchor?: TrustAnchor
}

/** Where a search stands: an edge to the issuer is looked for from the last certificate. */
interface Trail {
  readonly certificates: readonly Certificate[]
  readonly problems: readonly ChainProblem[]
}

interface Wanted {
  /** Paths without a problem alone: everything else is given up at the first one. */
  readonly sound: boolean
  readonly without: ReadonlySet<Certificate>
}

/** Gets each path that ends, at an anchor or nowhere, and says whether the search is over. */
type Offer = (path: CandidatePath) => boolean

/** `not-checked`: the limit of signatures was reached. */
type Outcome = SignatureOutcome | 'not-checked'

/**
 * Looks for a path depth first, from the leaf up, with backtracking (RFC 4158): trust anchors first, then issuers
 * whose key identifier fits. Everything that rules a path out whatever comes above it is checked when
 * a certificate is put on the path, the cheap things before its signature.
 */
export class PathSearch {
  /** What was found wrong with every certificate that was considered, on whatever path. */
  readonly considered = new Map<Certificate, ChainProblem[]>()
  readonly #input: SearchInput
  readonly #ledger: Ledger
  readonly #bySubject = new Map<string, Certificate[]>()
  readonly #outcomes = new Map<Signed, Map<string, Promise<SignatureOutcome>>>()
  readonly #asIssuer = new Map<Certificate, readonly ChainProblem[]>()

  constructor(input: SearchInput, ledger: Ledger) {
    this.#input = input
    this.#ledger = ledger
    for (const certificate of input.intermediates) {
      if (!ledger.spend('certificates')) break
      const key = nameKey(certificate.subject)
      const sameSubject = this.#bySubject.get(key)
      if (!sameSubject) this.#bySubject.set(key, [certificate])
      else if (!sameSubject.some((known) => equalBytes(known.der, certificate.der)))
        sameSubject.push(certificate)
    }
  }

  /** The first path without any problem that does without the certificates `without`. */
  async findValid(
    leaf: Certificate,
    without: ReadonlySet<Certificate> = new Set(),
  ): Promise<CandidatePath | undefined> {
    let valid: CandidatePath | undefined
    await this.#extend({ certificates: [leaf], problems: [] }, { sound: true, without }, (path) => {
      if (path.anchor && path.problems.length === 0) valid = path
      return valid !== undefined
    })
    return valid
  }

  /**
   * The path that explains most where none is valid: one that reaches an anchor before one that does not,
   * then the one with the fewest problems, then the longest.
   */
  async findBest(leaf: Certificate, problems: readonly ChainProblem[]): Promise<CandidatePath> {
    let best: CandidatePath | undefined
    await this.#extend({ certificates: [leaf], problems }, { sound: false, without: new Set() }, (path) => {
      if (!best || rank(path) < rank(best)) best = path
      return false
    })
    return best ?? { certificates: [leaf], problems }
  }

  /** Tries every issuer of the last certificate; whether `offer` took a path, which ends the search. */
  async #extend(trail: Trail, wanted: Wanted, offer: Offer): Promise<boolean> {
    const tip = trail.certificates.at(-1)
    if (!tip) return false
    const ofSignature = problemsOfSignature(tip)
    this.#record(ofSignature)
    if (wanted.sound && ofSignature.length > 0) return false
    let end: DeadEnd | undefined = deadEnd(trail.certificates, tip)
    for (const candidate of this.#issuersOf(tip, trail.certificates)) {
      if (wanted.without.has(candidate.certificate)) continue
      if (!this.#ledger.spend('steps')) break
      const problems = [
        ...ofSignature,
        ...this.#problemsAsIssuer(candidate.certificate),
        ...problemsAbove(trail.certificates, candidate, this.#ledger),
      ]
      this.#record(problems)
      if (wanted.sound && problems.length > 0) continue
      if (problems.some(({ code }) => code === 'bounds')) {
        end &&= 'bounds'
        continue
      }
      const outcome = await this.#verify(tip, candidate.certificate.publicKey)
      if (outcome === 'invalid') {
        if (keyIdentifiersFit(tip, candidate.certificate) !== 'differ') end &&= 'bad-signature'
        continue
      }
      problems.push(
        ...unproved(outcome, tip, problems),
        ...(await this.#revocation(tip, candidate.certificate)),
      )
      this.#record(problems)
      if (wanted.sound && problems.length > 0) continue
      end = undefined
      if (await this.#follow(trail, candidate, problems, wanted, offer)) return true
    }
    if (end === undefined || wanted.sound) return false
    const problem = { code: end, certificate: tip, detail: DEAD_ENDS[end](tip) }
    this.#record([problem])
    return offer({ certificates: trail.certificates, problems: [...trail.problems, ...ofSignature, problem] })
  }

  async #follow(
    trail: Trail,
    { certificate, anchor }: Candidate,
    found: readonly ChainProblem[],
    wanted: Wanted,
    offer: Offer,
  ): Promise<boolean> {
    const problems = [...trail.problems, ...found]
    if (!anchor)
      return await this.#extend(
        { certificates: [...trail.certificates, certificate], problems },
        wanted,
        offer,
      )
    const [leaf] = trail.certificates
    if (leaf && !policiesAllow(trail.certificates, isSelfIssued)) {
      const problem = {
        code: 'policy',
        certificate: leaf,
        detail: 'a policy that is demanded is missing',
      } as const
      this.#record([problem])
      problems.push(problem)
    }
    return offer({ certificates: trail.certificates, anchor, problems })
  }

  /** Anchors, then intermediates, of the name; by how well their key identifier fits; none that would make a loop. */
  #issuersOf(tip: Certificate, path: readonly Certificate[]): Candidate[] {
    if (tip.issuer.keys.length === 0) return []
    const anchors = this.#input.anchors
      .bySubject(tip.issuer)
      .map((anchor): Candidate => ({ certificate: anchor.certificate, anchor }))
    const intermediates = (this.#bySubject.get(nameKey(tip.issuer)) ?? []).map(
      (certificate): Candidate => ({ certificate }),
    )
    const order = { same: 0, unknown: 1, differ: 2 }
    const byKeyIdentifier = ({ certificate }: Candidate) => order[keyIdentifiersFit(tip, certificate)]
    return [...anchors, ...intermediates]
      .filter(({ certificate }) => !path.some((above) => isSameEntity(above, certificate)))
      .toSorted((left, right) => byKeyIdentifier(left) - byKeyIdentifier(right))
  }

  #problemsAsIssuer(certificate: Certificate): readonly ChainProblem[] {
    const known = this.#asIssuer.get(certificate) ?? problemsAsIssuer(certificate, this.#input.at)
    this.#asIssuer.set(certificate, known)
    return known
  }

  async #revocation(certificate: Certificate, issuer: Certificate): Promise<ChainProblem[]> {
    const { lists, at, requireRevocationStatus } = this.#input
    if (lists.length === 0 && !requireRevocationStatus) return []
    const verify = (signed: Signed) => this.#verify(signed, issuer.publicKey)
    const status = await checkRevocation(certificate, issuer, { lists, at, verify })
    if (status.status === 'revoked') {
      const reason = status.reason ? `, ${status.reason}` : ''
      return [
        { code: 'revoked', certificate, detail: `on ${new Date(status.revokedAt).toISOString()}${reason}` },
      ]
    }
    if (status.status === 'unknown' && requireRevocationStatus)
      return [{ code: 'revocation-unknown', certificate, detail: status.why }]
    return []
  }

  /** Each signature with each key once. */
  #verify(signed: Signed, key: PublicKey): Promise<Outcome> {
    const byKey = this.#outcomes.get(signed) ?? new Map<string, Promise<SignatureOutcome>>()
    this.#outcomes.set(signed, byKey)
    const id = toHex(key.spki)
    const known = byKey.get(id)
    if (known) return known
    if (!this.#ledger.spend('signatures')) return Promise.resolve('not-checked')
    const outcome = checkSignature(signed, key)
    byKey.set(id, outcome)
    return outcome
  }

  #record(problems: readonly ChainProblem[]): void {
    for (const problem of problems) {
      const known = this.considered.get(problem.certificate)
      if (!known) this.considered.set(problem.certificate, [problem])
      else if (!known.some(({ code, detail }) => code === problem.code && detail === problem.detail))
        known.push(problem)
    }
  }
}

/** Why no certificate can follow, by what is missing. */
const DEAD_ENDS = {
  'bad-signature': () => 'the issuer that has its name did not sign it',
  'self-signed': () => 'it certifies itself, and is not trusted',
  'untrusted-root': () => 'it certifies itself, and is not trusted',
  'no-path-to-a-root': (tip: Certificate) => `its issuer is not at hand: ${tip.issuer.text}`,
  bounds: () => 'its issuers were not tried: the limits of the search were reached',
} as const
type DeadEnd = keyof typeof DEAD_ENDS

function deadEnd(path: readonly Certificate[], tip: Certificate): DeadEnd {
  if (!isSelfIssued(tip)) return 'no-path-to-a-root'
  return path.length === 1 ? 'self-signed' : 'untrusted-root'
}

/** What to say of a signature that was not refused, and is no proof; nothing where it was said already. */
function unproved(outcome: Outcome, tip: Certificate, said: readonly ChainProblem[]): ChainProblem[] {
  if (outcome === 'not-checked')
    return [
      { code: 'bounds', certificate: tip, detail: 'its signature was not checked: there were too many' },
    ]
  if (outcome === 'valid' || said.length > 0) return []
  return [
    {
      code: 'unsupported-algorithm',
      certificate: tip,
      detail: 'its signature cannot be checked with this key',
    },
  ]
}

/** Smaller is better. */
function rank({ anchor, problems, certificates }: CandidatePath): number {
  return (anchor ? 0 : 1_000_000) + problems.length * 1_000 - certificates.length
}

/** Whether the authority key identifier of one is the subject key identifier of the other. */
function keyIdentifiersFit(child: Certificate, issuer: Certificate): 'same' | 'unknown' | 'differ' {
  const wanted = child.authorityKeyIdentifier?.keyIdentifier
  const given = issuer.subjectKeyIdentifier
  if (wanted === undefined || given === undefined) return 'unknown'
  return wanted === given ? 'same' : 'differ'
}

/** RFC 4158 section 2.4.2: the same name and the same key twice on a path is a loop. */
function isSameEntity(left: Certificate, right: Certificate): boolean {
  return sameName(left.subject, right.subject) && equalBytes(left.publicKey.spki, right.publicKey.spki)
}
