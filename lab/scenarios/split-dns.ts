import { everyPlace } from './far-region.ts'
import { goodHost, goodZone, rpcPorts, silent } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const splitDns: Scenario = {
  name: 'split-dns',
  title: 'Inside, DNS leads to the private address of the same server, and more of its ports are open',
  rows: [],
  hosts: {
    mail: goodHost,
    'mail-inside': {
      addresses: ['private'],
      ports: { ...goodHost.ports, ...rpcPorts },
      others: 'refuse',
    },
  },
  zone: goodZone,
  views: { inside: [{ name: 'mail', type: 'HOST', host: 'mail-inside' }] },
  expect: silent,
  compare: [everyPlace('outlook-anywhere', '@')],
}
