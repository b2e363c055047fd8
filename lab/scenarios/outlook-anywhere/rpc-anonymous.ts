import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { advising, afterDiscovery, directories, serving } from './parts.ts'

export const rpcAnonymous: Scenario = {
  name: 'rpc-anonymous',
  title: 'The RPC proxy lets everybody in',
  rows: ['A04', 'R03'],
  hosts: { mail: serving(directories({ rpc: { anonymous: true } })) },
  zone: goodZone,
  expect: advising('settings-revert', afterDiscovery(fails, 'auth-anonymous-allowed')),
}
