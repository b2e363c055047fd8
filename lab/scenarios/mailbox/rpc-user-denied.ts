import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheProxy } from './parts.ts'

export const rpcUserDenied: Scenario = {
  name: 'rpc-user-denied',
  title: 'RPC believes nobody whom HTTP let in',
  rows: ['A10'],
  hosts: { mail: serving(exchange('2019', { rpc: { faults: { authentication: 'refused' } } })) },
  zone: goodZone,
  expect: atTheProxy(fails, 'rpc-access-denied'),
}
