import { fails, goodHost, goodZone, works } from './parts.ts'
import type { Scenario } from './scenario.ts'

/** The resolver inside does not validate: the fault shows outside alone. */
export const dnssecBogus: Scenario = {
  name: 'dnssec-bogus',
  title: 'The zone is signed with a key that its parent does not know',
  rows: ['D17'],
  hosts: { mail: goodHost },
  zone: goodZone,
  signed: true,
  dnsFaults: [{ name: '@', at: ['resolver-a', 'resolver-b'], fault: 'bogus' }],
  expect: [fails('outside', 'dns', '@', 'dns-dnssec-bogus'), works('inside', 'dns', '@')],
}
