import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { advising, afterDiscovery, directories, serving } from './parts.ts'

export const noSchemeOffered: Scenario = {
  name: 'no-scheme-offered',
  title: 'No authentication is on for the RPC proxy',
  rows: ['A01', 'R03'],
  hosts: { mail: serving(directories({ rpc: { schemes: [] } })) },
  zone: goodZone,
  expect: advising('settings-revert', afterDiscovery(fails, 'auth-none-offered')),
}
