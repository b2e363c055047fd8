import type { Certificate } from './certificate.ts'
import type { Ledger } from './chain-limits.ts'
import type { ChainProblem, ChainProblemCode } from './chain-problem.ts'
import { findForbiddenName } from './constrained-names.ts'
import { isSelfIssued } from './own-problems.ts'
import type { TrustAnchor } from './trust-anchors.ts'

/**
 * What is wrong with a certificate as the issuer of the last one of `path` because of what stands below it: its path
 * length, the depth of the path, its name constraints. Whatever comes above cannot mend any of it.
 */
export function problemsAbove(
  path: readonly Certificate[],
  { certificate, anchor }: { readonly certificate: Certificate; readonly anchor?: TrustAnchor },
  ledger: Ledger,
): ChainProblem[] {
  const problems: ChainProblem[] = []
  const say = (code: ChainProblemCode, detail: string, about = certificate) =>
    problems.push({ code, certificate: about, detail })
  const counted = path.slice(1).filter((below) => !isSelfIssued(below)).length
  const allowed = certificate.basicConstraints?.pathLength ?? Number.POSITIVE_INFINITY
  if (counted > allowed)
    say('ca-constraint', `it allows ${allowed} authorities below it, and there are ${counted}`)
  const { depth } = ledger.limits
  const deeper = anchor || isSelfIssued(certificate) ? counted : counted + 1
  // Self-issued ones are free, but not without end.
  if (deeper > depth || path.length > 2 * depth + 2) {
    ledger.exceeded.add('depth')
    say('bounds', `more than ${depth} authorities between the leaf and the anchor`)
  }
  if (!certificate.nameConstraints) return problems
  for (const [index, below] of path.entries()) {
    // RFC 5280 section 6.1.3 (b): self-issued ones are exempt but for the leaf.
    if (index > 0 && isSelfIssued(below)) continue
    const forbidden = findForbiddenName(below, certificate.nameConstraints, ledger)
    if (forbidden === 'bounds') say('bounds', 'more names and constraints than are compared')
    else if (forbidden)
      say('name-constraint', `${certificate.subject.text} may not certify ${forbidden.name}`, below)
    if (forbidden) break
  }
  return problems
}
