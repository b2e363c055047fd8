import { fails, fromBothSides, goodHost, goodZone, works } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const portUnreachable: Scenario = {
  name: 'port-unreachable',
  title: 'There is no route to the address',
  rows: ['D15'],
  hosts: { mail: { ...goodHost, ports: {}, others: 'unreachable' } },
  zone: goodZone,
  expect: [
    ...fromBothSides(works, 'dns', '@'),
    ...fromBothSides(fails, 'reachability', 'mail', 'port-closed'),
    ...fromBothSides(fails, 'certificate', 'mail', 'port-closed'),
  ],
}
