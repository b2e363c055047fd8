import type { Scenario } from '../scenario.ts'
import { contradicting } from './contradicting.ts'
import { incomplete } from './incomplete.ts'
import { legacyMailboxes } from './legacy-mailboxes.ts'
import { mapiHandedOut } from './mapi-handed-out.ts'
import { principalNames } from './principal-names.ts'

/** What Autodiscover tells a user who signed in, against what is there. */
export const settings: readonly Scenario[] = [
  ...incomplete,
  ...contradicting,
  ...principalNames,
  ...legacyMailboxes,
  mapiHandedOut,
]
