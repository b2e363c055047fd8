import type { Certificate } from './certificate.ts'

const ANY_POLICY = '2.5.29.32.0'

/**
 * Whether the certificate policies of a path allow it (RFC 5280 section 6.1, with every policy welcome to the
 * user and none demanded by him): they do unless a CA on the path demands a policy and the path has none.
 *
 * Only the policies that are still possible at each certificate are kept, not the tree: it is all that this
 * answer needs, and cannot grow without bound (RFC 9618).
 *
 * @param path leaf first, without the trust anchor
 * @param isSelfIssued by RFC 5280 section 6.1
 */
export function policiesAllow(
  path: readonly Certificate[],
  isSelfIssued: (certificate: Certificate) => boolean,
): boolean {
  const length = path.length
  // Each counts down the certificates for which the thing is still allowed.
  let explicitPolicy = length + 1
  let inhibitAny = length + 1
  let policyMapping = length + 1
  let possible: ReadonlySet<string> = new Set([ANY_POLICY])

  for (const [index, certificate] of path.toReversed().entries()) {
    const isLeaf = index === length - 1
    const selfIssued = isSelfIssued(certificate)
    possible = narrowed(possible, certificate, inhibitAny > 0 || (!isLeaf && selfIssued))
    if (explicitPolicy === 0 && possible.size === 0) return false
    const { policyConstraints, inhibitAnyPolicy = inhibitAny } = certificate
    if (isLeaf) {
      const demanded = explicitPolicy <= 1 || policyConstraints?.requireExplicitPolicy === 0
      return !demanded || possible.size > 0
    }
    const mapped = afterMappings(possible, certificate, policyMapping > 0)
    if (!mapped) return false
    possible = mapped
    if (!selfIssued) {
      explicitPolicy = Math.max(0, explicitPolicy - 1)
      policyMapping = Math.max(0, policyMapping - 1)
      inhibitAny = Math.max(0, inhibitAny - 1)
    }
    explicitPolicy = Math.min(explicitPolicy, policyConstraints?.requireExplicitPolicy ?? explicitPolicy)
    policyMapping = Math.min(policyMapping, policyConstraints?.inhibitPolicyMapping ?? policyMapping)
    inhibitAny = Math.min(inhibitAny, inhibitAnyPolicy)
  }
  return true
}

/** Section 6.1.3 (d) and (e): what is possible above and is asserted here. */
function narrowed(
  possible: ReadonlySet<string>,
  { certificatePolicies = [] }: Certificate,
  anyCounts: boolean,
): ReadonlySet<string> {
  if (certificatePolicies.includes(ANY_POLICY) && anyCounts)
    return possible.has(ANY_POLICY) ? new Set([...possible, ...certificatePolicies]) : possible
  return new Set(
    certificatePolicies.filter(
      (policy) => policy !== ANY_POLICY && (possible.has(policy) || possible.has(ANY_POLICY)),
    ),
  )
}

/** Section 6.1.4 (a) and (b); `undefined` when a mapping is to or from anyPolicy, which is not allowed. */
function afterMappings(
  possible: ReadonlySet<string>,
  { policyMappings = [] }: Certificate,
  allowed: boolean,
): ReadonlySet<string> | undefined {
  if (policyMappings.some(({ issuer, subject }) => issuer === ANY_POLICY || subject === ANY_POLICY))
    return undefined
  const next = new Set(possible)
  for (const { issuer } of policyMappings) next.delete(issuer)
  if (!allowed) return next
  for (const { issuer, subject } of policyMappings)
    if (possible.has(issuer) || possible.has(ANY_POLICY)) next.add(subject)
  return next
}
