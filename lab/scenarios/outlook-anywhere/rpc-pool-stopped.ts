import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, directories, serving } from './parts.ts'

export const rpcPoolStopped: Scenario = {
  name: 'rpc-pool-stopped',
  title: 'The application pool of the RPC proxy does not run',
  rows: ['H11'],
  hosts: { mail: serving(directories({ rpc: { answers: 'pool-stopped', health: 'inactive' } })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'service-unavailable'),
}
