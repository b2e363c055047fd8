/**
 * What a chain may cost: counts, so that the outcome is the same on every machine. Real chains need one to five
 * signatures; the numbers leave room for bundles of cross-signed roots.
 */
export interface ChainLimits {
  /** CA certificates between the leaf and the anchor; self-issued ones are not counted (RFC 5280 section 6.1). */
  readonly depth: number
  /** Intermediates that are looked at, presented ones first. */
  readonly certificates: number
  /** Signatures that are checked. */
  readonly signatures: number
  /** Comparisons of a name with a name constraint. */
  readonly names: number
  /** Certificates that are put on a path on trial. */
  readonly steps: number
}

export const DEFAULT_LIMITS: ChainLimits = {
  depth: 8,
  certificates: 128,
  signatures: 100,
  names: 50_000,
  steps: 1_000,
}

/** How much of each limit was used. */
export interface ChainCounts {
  certificates: number
  signatures: number
  names: number
  steps: number
}

/** Counts, and says when one of the limits is reached. Nothing that would pass a limit is done. */
export class Ledger {
  readonly limits: ChainLimits
  readonly counts: ChainCounts = { certificates: 0, signatures: 0, names: 0, steps: 0 }
  /** The limits that something was refused for. */
  readonly exceeded = new Set<keyof ChainLimits>()

  constructor(limits: ChainLimits) {
    this.limits = limits
  }

  /** Counts one more; `false`, and nothing counted, when that would pass the limit. */
  spend(what: keyof ChainCounts, amount = 1): boolean {
    if (this.counts[what] + amount > this.limits[what]) {
      this.exceeded.add(what)
      return false
    }
    this.counts[what] += amount
    return true
  }
}
