import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { behind, everywhere, exchange, serving } from './parts.ts'

export const twoNodesWithAffinity: Scenario = {
  name: 'two-nodes-with-affinity',
  title: 'A balancer keeps each connection on one of two servers',
  rows: [],
  hosts: {
    mail: serving(behind('haproxy', { behind: [exchange('2019'), exchange('2019', { server: 'EX02' })] })),
  },
  zone: goodZone,
  chance: true,
  expect: everywhere(works),
}
