import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone, warns } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheProxy } from './parts.ts'

export const rpcIdleCut: Scenario = {
  name: 'rpc-idle-cut',
  title: 'Connections that are idle for a minute are cut',
  rows: ['R04'],
  hosts: { mail: serving(exchange('2019', { rpc: { connectionTimeoutMs: 60_000 } })) },
  zone: goodZone,
  expect: atTheProxy(warns, 'idle-timeout-short'),
}
