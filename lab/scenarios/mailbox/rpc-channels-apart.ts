import { behind, exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheProxy } from './parts.ts'

export const rpcChannelsApart: Scenario = {
  name: 'rpc-channels-apart',
  title: 'Two servers behind a balancer, each of which gets one of the two channels',
  rows: ['H20'],
  hosts: {
    mail: serving(
      behind('haproxy', {
        behind: [
          exchange('2019', { rpc: { apart: true } }),
          exchange('2019', { server: 'EX02', rpc: { apart: true } }),
        ],
      }),
    ),
  },
  zone: goodZone,
  chance: true,
  expect: atTheProxy(fails, 'channel-affinity-lost'),
}
