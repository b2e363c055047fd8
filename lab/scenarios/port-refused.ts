import { fails, fromBothSides, goodHost, goodZone, works } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const portRefused: Scenario = {
  name: 'port-refused',
  title: 'Nothing listens on port 443',
  rows: ['D15'],
  hosts: { mail: { ...goodHost, ports: {}, others: 'refuse' } },
  zone: goodZone,
  expect: [
    ...fromBothSides(works, 'dns', '@'),
    ...fromBothSides(fails, 'reachability', 'mail', 'port-closed'),
    ...fromBothSides(fails, 'certificate', 'mail', 'port-closed'),
  ],
}
