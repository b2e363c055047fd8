import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { onTheWay } from './parts.ts'

export const rpcServerLost: Scenario = {
  name: 'rpc-server-lost',
  title: 'The RPC proxy loses the RPC server as soon as it has reached it',
  rows: ['R01'],
  hosts: {
    mail: serving(exchange('2019', { rpc: { faults: { proxy: { error: '6be', inStream: true } } } })),
  },
  zone: goodZone,
  expect: onTheWay(fails, 'rpc-server-unavailable'),
}
