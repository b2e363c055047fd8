import { everyPlace } from './far-region.ts'
import { fails, goodHost, goodZone, works } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const closedFromOutside: Scenario = {
  name: 'closed-from-outside',
  title: 'The firewall lets port 443 through from inside alone',
  rows: ['D15'],
  hosts: { mail: { ...goodHost, ports: { 443: 'drop' }, seenFrom: { inside: goodHost.ports } } },
  zone: goodZone,
  expect: [
    fails('outside', 'reachability', 'mail', 'port-closed'),
    works('inside', 'reachability', 'mail'),
    works('inside', 'outlook-anywhere', '@'),
  ],
  compare: [everyPlace('reachability', 'mail', 'firewall')],
}
