import type { Finding, Perspective, Severity, Verdict } from '../engine/index.ts'

/** One of the places from which the same was looked at. */
export interface Side {
  /** As people tell it from the others: `inside (this machine)`, `outside (edge.example.net, FRA)`. */
  readonly name: string
  readonly perspective: Perspective
  readonly outcome: Verdict['outcome']
  readonly state: string
}

/**
 * - `split-dns`: a name leads elsewhere inside than outside, as split DNS has it
 * - `dns-differs`: it leads elsewhere, or nowhere, from one place outside
 * - `firewall`: a port is open from one perspective, and not from the other
 * - `region-filtered`: from one place outside it answers, from another it does not
 * - `tls-interception`: the same address shows a certificate of another issuer
 * - `other-certificate`: another server shows another certificate
 * - `load-balancer`: the same address shows another certificate of the same issuer
 * - `publishing`: the same request is answered otherwise inside than outside
 */
export type DifferenceKind =
  | 'split-dns'
  | 'dns-differs'
  | 'firewall'
  | 'region-filtered'
  | 'tls-interception'
  | 'other-certificate'
  | 'load-balancer'
  | 'publishing'

/** What is seen otherwise from one side than from another, and what that means. */
export interface Difference {
  readonly kind: DifferenceKind
  readonly severity: Severity
  /** The host it is about, with the port where that matters. */
  readonly host: string
  readonly port?: number
  /** What each side saw, in the order of the sides; a side that did not look is left out. */
  readonly seen: readonly { readonly side: number; readonly what: string }[]
}

/** A finding, and the sides that have it. */
export interface SharedFinding {
  readonly finding: Finding
  readonly sides: readonly number[]
}

/** Reports of the same from several sides, laid beside each other. */
export interface Comparison {
  readonly probe: string
  readonly target: string
  readonly sides: readonly Side[]
  readonly differences: readonly Difference[]
  /** Findings that not every side has, the worst first. */
  readonly somewhere: readonly SharedFinding[]
  /** Findings that every side has. */
  readonly everywhere: readonly SharedFinding[]
}
