import type { Reason } from '../../engine/index.ts'
import type { AnswerReading } from '../http/reading.ts'
import type { Asked } from './ask.ts'

/** Where a way to Autodiscover ends. */
export type End =
  /** Somebody must sign in: as far as one gets without a credential. */
  | { readonly kind: 'sign-in'; readonly exchange: boolean }
  /** Settings were handed out without signing in, for these protocols. */
  | { readonly kind: 'settings'; readonly types: readonly string[] }
  /** An error of the service itself, told without signing in (MS-OXDSCLI section 2.2.4.1.1.3). */
  | { readonly kind: 'error'; readonly code: number; readonly message: string }
  /** Settings for other mail programs: not Exchange. */
  | { readonly kind: 'foreign'; readonly types: readonly string[] }
  /** The mailbox goes by an address of another domain. */
  | { readonly kind: 'other-address'; readonly address: string }
  | {
      readonly kind: 'loop'
      readonly how: 'repeats' | 'too-many' | 'address'
      readonly through: readonly string[]
    }
  | { readonly kind: 'insecure'; readonly problem: 'http' | 'not-a-url'; readonly to: string }
  /** Any other answer: a page, an error, a form. */
  | { readonly kind: 'other-answer'; readonly reading: AnswerReading }
  /** No answer. */
  | { readonly kind: 'silent'; readonly reason: Reason }

/** The way from a URL to its end: what was asked, hop by hop, and never empty. */
export interface Journey {
  readonly hops: readonly [Asked, ...Asked[]]
  readonly end: End
}

/** The last that was asked. */
export function lastHop({ hops }: Journey): Asked {
  return hops.at(-1) ?? hops[0]
}

/** Whether Outlook has found Autodiscover of an Exchange organisation here. */
export function isFound({ end }: Journey): boolean {
  return (
    (end.kind === 'sign-in' && end.exchange) ||
    end.kind === 'settings' ||
    end.kind === 'error' ||
    end.kind === 'other-address'
  )
}
