import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { onTheWay } from './parts.ts'

export const rpcUserDenied: Scenario = {
  name: 'rpc-user-denied',
  title: 'RPC, which has to know itself who calls, believes nobody whom HTTP let in',
  rows: ['A10'],
  hosts: { mail: serving(exchange('2010 SP3', { rpc: { faults: { authentication: 'refused' } } })) },
  zone: goodZone,
  expect: onTheWay(fails, 'rpc-access-denied'),
}
