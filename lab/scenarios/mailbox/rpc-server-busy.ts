import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone, unsure } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { onTheWay } from './parts.ts'

export const rpcServerBusy: Scenario = {
  name: 'rpc-server-busy',
  title: 'The RPC server is too busy',
  rows: ['H18'],
  hosts: { mail: serving(exchange('2019', { rpc: { faults: { proxy: { error: '6bb' } } } })) },
  zone: goodZone,
  expect: onTheWay(unsure, 'throttled'),
}
