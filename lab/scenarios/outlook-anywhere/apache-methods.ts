import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, behind, serving } from './parts.ts'

export const apacheMethods: Scenario = {
  name: 'apache-methods',
  title: 'Apache takes four methods, and the verbs of RPC are none of them',
  rows: ['H01'],
  hosts: { mail: serving(behind('apache', { methods: ['GET', 'HEAD', 'POST', 'OPTIONS'] })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'rpc-method-not-allowed'),
}
