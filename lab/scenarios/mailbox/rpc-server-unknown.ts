import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { onTheWay } from './parts.ts'

export const rpcServerUnknown: Scenario = {
  name: 'rpc-server-unknown',
  title: 'The RPC proxy does not know the server that Autodiscover names',
  rows: ['R01'],
  hosts: { mail: serving(exchange('2019', { rpc: { faults: { proxy: { error: 'unknown-server' } } } })) },
  zone: goodZone,
  expect: onTheWay(fails, 'rpc-server-unavailable'),
}
