import { fails, goodHost, goodZone, silent } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const privateAddress: Scenario = {
  name: 'private-address',
  title: 'Public DNS gives out the private address',
  rows: ['D02'],
  hosts: { mail: { ...goodHost, addresses: ['private'] } },
  zone: goodZone,
  expect: [
    fails('outside', 'dns', '@', 'dns-private-address'),
    fails('outside', 'reachability', 'mail', 'dns-private-address'),
    fails('outside', 'certificate', 'mail', 'dns-private-address'),
    ...silent.filter(({ perspective }) => perspective === 'inside'),
  ],
}
