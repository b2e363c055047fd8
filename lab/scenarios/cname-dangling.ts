import { fails, fromBothSides, goodHost, zoneWith } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const cnameDangling: Scenario = {
  name: 'cname-dangling',
  title: 'Autodiscover is an alias of a name that is gone',
  rows: ['D18'],
  hosts: { mail: goodHost },
  zone: zoneWith({ name: 'autodiscover', type: 'CNAME', target: 'exchange.gone.test.' }),
  expect: fromBothSides(fails, 'dns', '@', 'dns-cname-dangling'),
}
