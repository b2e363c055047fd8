import { goodZone, warns } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, directories, serving } from './parts.ts'

export const rpcThrottled: Scenario = {
  name: 'rpc-throttled',
  title: 'The RPC proxy asks to come back later',
  rows: ['H18'],
  hosts: { mail: serving(directories({ rpc: { answers: { status: 503, retryAfterSeconds: 60 } } })) },
  zone: goodZone,
  expect: afterDiscovery(warns, 'throttled'),
}
