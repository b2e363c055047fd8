import { fromBothSides, type works } from '../parts.ts'
import type { Expectation, SignIn } from '../scenario.ts'

/** What a user types for Anna. */
export const ANNA: SignIn = { account: 'anna' }

/** Outlook Anywhere of Anna's mailbox with a credential, from both sides; no wrong password is counted. */
export function asUser(
  expectation: typeof works,
  signIn: SignIn,
  ...codes: string[]
): readonly Expectation[] {
  return fromBothSides(expectation, 'outlook-anywhere', 'anna@', ...codes).map((one) => ({
    ...one,
    signIn,
    badAttempts: 0,
  }))
}
