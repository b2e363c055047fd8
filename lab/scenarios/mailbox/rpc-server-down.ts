import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { onTheWay } from './parts.ts'

export const rpcServerDown: Scenario = {
  name: 'rpc-server-down',
  title: 'The RPC proxy reaches no RPC server',
  rows: ['R01'],
  hosts: { mail: serving(exchange('2019', { rpc: { faults: { proxy: { error: '6ba' } } } })) },
  zone: goodZone,
  expect: onTheWay(fails, 'rpc-server-unavailable'),
}
