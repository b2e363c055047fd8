import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, directories, serving } from './parts.ts'

export const noSchemeOffered: Scenario = {
  name: 'no-scheme-offered',
  title: 'No authentication is on for the RPC proxy',
  rows: ['A01'],
  hosts: { mail: serving(directories({ rpc: { schemes: [] } })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'auth-none-offered'),
}
