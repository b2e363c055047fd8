import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheProxy } from './parts.ts'

export const rpcServerHangs: Scenario = {
  name: 'rpc-server-hangs',
  title: 'The RPC server takes connections and answers nothing',
  rows: ['R01'],
  hosts: { mail: serving(exchange('2019', { rpc: { faults: { bind: 'silent' } } })) },
  zone: goodZone,
  expect: atTheProxy(fails, 'rpc-server-unavailable'),
}
