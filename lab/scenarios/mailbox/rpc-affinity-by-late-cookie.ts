import { behind, exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheMailbox, atTheProxy } from './parts.ts'

export const rpcAffinityByLateCookie: Scenario = {
  name: 'rpc-affinity-by-late-cookie',
  title: 'Two servers behind a balancer whose cookie comes when both channels are on their way',
  rows: [],
  hosts: {
    mail: serving(
      behind('haproxy', {
        affinity: 'late-cookie',
        behind: [
          exchange('2019', { rpc: { apart: true } }),
          exchange('2019', { server: 'EX02', rpc: { apart: true } }),
        ],
      }),
    ),
  },
  zone: goodZone,
  chance: true,
  expect: [...atTheProxy(works), ...atTheMailbox(works)],
}
