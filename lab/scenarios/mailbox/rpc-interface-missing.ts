import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { onTheWay } from './parts.ts'

export const rpcInterfaceMissing: Scenario = {
  name: 'rpc-interface-missing',
  title: 'The RPC server is there, and what it should serve is not',
  rows: ['R01'],
  hosts: { mail: serving(exchange('2019', { rpc: { faults: { bind: { absent: ['mgmt', 'emsmdb'] } } } })) },
  zone: goodZone,
  expect: onTheWay(fails, 'rpc-server-unavailable'),
}
