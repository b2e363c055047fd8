import type { RevocationStatus } from '../../protocols/x509/index.ts'

/** What an issuer says of a certificate of its own, by whatever way. */
export type Standing =
  | { readonly status: 'good' }
  /** When, and why if it says so: `on 2026-11-22T09:00:00.000Z, keyCompromise`. */
  | { readonly status: 'revoked'; readonly detail: string }
  | { readonly status: 'unknown'; readonly why: string }

/** Answers that are made when they are asked for are dated to the second, by clocks that go a little ahead of ours. */
const CLOCK_LEEWAY = 5 * 60 * 1000

/** The moment at which an answer that has just come is judged, in milliseconds since 1970. */
export function momentOfAnswer(now: number): number {
  return now + CLOCK_LEEWAY
}

/** An OCSP answer as a standing. */
export function standingOf(status: RevocationStatus): Standing {
  switch (status.status) {
    case 'good':
      return { status: 'good' }
    case 'revoked': {
      const reason = status.reason === undefined ? '' : `, ${status.reason}`
      return { status: 'revoked', detail: `on ${new Date(status.revokedAt).toISOString()}${reason}` }
    }
    case 'unknown':
      return { status: 'unknown', why: status.why }
  }
}
