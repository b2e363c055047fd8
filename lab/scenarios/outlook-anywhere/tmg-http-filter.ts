import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, behind, serving } from './parts.ts'

export const tmgHttpFilter: Scenario = {
  name: 'tmg-http-filter',
  title: 'The HTTP filter of TMG rejects the verbs of RPC',
  rows: ['H02'],
  hosts: { mail: serving(behind('tmg', { methods: ['GET', 'HEAD', 'POST', 'OPTIONS'] })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'rpc-request-rejected'),
}
