import { goodHost, warns, works, zoneWith } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const ipv6Closed: Scenario = {
  name: 'ipv6-closed',
  title: 'An IPv6 address is published, but nothing answers there',
  rows: ['D14'],
  hosts: { mail: goodHost, 'mail-ipv6': { addresses: ['ipv6'], ports: {} } },
  zone: zoneWith(
    { name: 'mail', type: 'HOST', host: 'mail' },
    { name: 'mail', type: 'HOST', host: 'mail-ipv6' },
  ),
  expect: [
    warns('outside', 'reachability', 'mail', 'ipv6-unreachable'),
    works('inside', 'reachability', 'mail'),
  ],
}
