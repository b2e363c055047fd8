import { behind, exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheMailbox, atTheProxy } from './parts.ts'

/** Two servers that each need both channels of a connection. */
const balanced = (affinity: 'cookie' | 'late-cookie'): Omit<Scenario, 'name' | 'title'> => ({
  rows: [],
  hosts: {
    mail: serving(
      behind('haproxy', {
        affinity,
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
})

export const rpcAffinityByCookie: Scenario = {
  name: 'rpc-affinity-by-cookie',
  title: 'Two servers behind a balancer that keeps a client on one of them by a cookie',
  ...balanced('cookie'),
}

export const rpcAffinityByLateCookie: Scenario = {
  name: 'rpc-affinity-by-late-cookie',
  title: 'Two servers behind a balancer whose cookie comes when both channels are on their way',
  ...balanced('late-cookie'),
}
