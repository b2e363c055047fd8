import { fails, goodHost, goodZone, works } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const dnssecBogusAtOne: Scenario = {
  name: 'dnssec-bogus-at-one',
  title: 'The signatures have expired, and one of two resolvers validates',
  rows: ['D17'],
  hosts: { mail: goodHost },
  zone: goodZone,
  signed: true,
  dnsFaults: [
    {
      name: '@',
      at: ['resolver-b'],
      fault: 'bogus',
      extendedError: { code: 7, text: 'the signature expired a week ago' },
    },
  ],
  expect: [fails('outside', 'dns', '@', 'dns-dnssec-bogus'), works('inside', 'dns', '@')],
}
