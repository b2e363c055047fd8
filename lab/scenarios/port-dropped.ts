import { fails, fromBothSides, goodHost, goodZone, works } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const portDropped: Scenario = {
  name: 'port-dropped',
  title: 'A firewall drops what comes to port 443',
  rows: ['D15'],
  hosts: { mail: { ...goodHost, ports: {}, others: 'drop' } },
  zone: goodZone,
  expect: [
    ...fromBothSides(works, 'dns', '@'),
    ...fromBothSides(fails, 'reachability', 'mail', 'port-closed'),
    ...fromBothSides(fails, 'certificate', 'mail', 'port-closed'),
  ],
}
