import { goodHost, goodZone, warns, works } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const delegationBroken: Scenario = {
  name: 'delegation-broken',
  title: 'The name for Autodiscover is delegated to servers that do not know it: one resolver gives up',
  rows: ['D12'],
  hosts: { mail: goodHost },
  zone: goodZone,
  dnsFaults: [
    {
      name: 'autodiscover',
      at: ['resolver-b'],
      fault: 'servfail',
      extendedError: { code: 22, text: 'the servers of the zone give no usable answer' },
    },
  ],
  expect: [
    warns('outside', 'dns', '@', 'dns-delegation-broken'),
    warns('outside', 'certificate', 'autodiscover', 'dns-delegation-broken'),
    works('inside', 'dns', '@'),
  ],
}
