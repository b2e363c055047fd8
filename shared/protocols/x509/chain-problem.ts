import type { Certificate } from './certificate.ts'

/**
 * Why a certificate does not belong to a valid chain: stable codes, the one that explains most first. The
 * first problem of the best path is the reason of a verdict.
 *
 * - `revoked`: a revocation list of its issuer names it.
 * - `bad-signature`: an issuer of the right name is there, and its key did not make the signature.
 * - `self-signed`: the leaf certifies itself and is no trust anchor.
 * - `untrusted-root`: the path ends in a certificate that certifies itself and is no trust anchor.
 * - `no-path-to-a-root`: no certificate at hand, and no trust anchor, has the name of the issuer.
 * - `expired`, `not-yet-valid`: at the time asked for.
 * - `name-mismatch`: not for the host asked for (the leaf alone).
 * - `ca-constraint`: it certifies another and may not: no CA, no right to sign, too many CAs below it.
 * - `wrong-usage`: its key usage or extended key usage does not allow a TLS server.
 * - `name-constraint`: it may not certify one of the names below it.
 * - `unknown-critical-extension`: it asks not to be used by who does not understand it.
 * - `weak-signature`: signed with MD5, SHA-1 or the like. Its signature was not accepted as proof.
 * - `weak-key`: RSA below 2048 bits, a curve below 256, DSA.
 * - `unsupported-algorithm`: a key or a signature of a kind that TLS on the web does not use.
 * - `policy`: a CA demands a certificate policy that the chain does not have.
 * - `malformed`: an extension, or a name, is not what RFC 5280 has.
 * - `revocation-unknown`: asked to fail then, and no usable list of its issuer is at hand.
 * - `bounds`: the search was ended by one of its limits; there may be a path that was not found.
 */
export const CHAIN_PROBLEMS = [
  'revoked',
  'bad-signature',
  'self-signed',
  'untrusted-root',
  'no-path-to-a-root',
  'expired',
  'not-yet-valid',
  'name-mismatch',
  'ca-constraint',
  'wrong-usage',
  'name-constraint',
  'unknown-critical-extension',
  'weak-signature',
  'weak-key',
  'unsupported-algorithm',
  'policy',
  'malformed',
  'revocation-unknown',
  'bounds',
] as const
export type ChainProblemCode = (typeof CHAIN_PROBLEMS)[number]

export interface ChainProblem {
  readonly code: ChainProblemCode
  /** The certificate that it concerns. */
  readonly certificate: Certificate
  /** What exactly, for people. May quote the certificate: escape it where it is shown. */
  readonly detail: string
}

/** Problems in the order of {@link CHAIN_PROBLEMS}; those of the same code keep their order. */
export function byWeight(problems: readonly ChainProblem[]): ChainProblem[] {
  return problems.toSorted(
    (left, right) => CHAIN_PROBLEMS.indexOf(left.code) - CHAIN_PROBLEMS.indexOf(right.code),
  )
}
