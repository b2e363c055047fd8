import { goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { asAnna, handingOut } from './parts.ts'

const told = { info: ['coexistence'], advice: ['coexistence-2008r2-hotfix'] }

/** A mailbox on Exchange 2010 behind Exchange 2016. */
export const legacyMailboxes: readonly Scenario[] = [
  {
    name: 'legacy-mailbox',
    title: 'A mailbox on Exchange 2010 behind Exchange 2016, with NTLM on both',
    rows: ['A09'],
    hosts: { mail: handingOut({ mailboxVersion: '2010 SP3', authPackage: 'ntlm' }, '2016') },
    zone: goodZone,
    expect: [asAnna('outside', 'works', [], told)],
  },
  {
    name: 'legacy-mailbox-by-basic',
    title: 'A mailbox on Exchange 2010 behind Exchange 2016, whose Outlook Anywhere knows Basic alone',
    rows: ['A08'],
    hosts: { mail: handingOut({ mailboxVersion: '2010 SP3', authPackage: 'basic' }, '2016') },
    zone: goodZone,
    expect: [asAnna('outside', 'fails', ['auth-basic-only', 'coexistence-ntlm-missing'], told)],
  },
]
