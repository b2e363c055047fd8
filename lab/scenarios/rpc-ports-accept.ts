import { goodHost, goodZone, works } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const rpcPortsAccept: Scenario = {
  name: 'rpc-ports-accept',
  title: 'A device in front accepts connections to every port and says nothing',
  rows: ['S04'],
  hosts: {
    mail: {
      ...goodHost,
      ports: {
        ...goodHost.ports,
        135: { kind: 'accepts' },
        593: { kind: 'accepts' },
        6001: { kind: 'accepts' },
        6002: { kind: 'accepts' },
        6004: { kind: 'accepts' },
      },
    },
  },
  zone: goodZone,
  expect: [
    works('outside', 'reachability', 'mail', 'rpc-ports-exposed'),
    works('inside', 'reachability', 'mail'),
  ],
}
