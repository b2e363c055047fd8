import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, behind, serving } from './parts.ts'

export const nginxMethods: Scenario = {
  name: 'nginx-methods',
  title: 'nginx refuses the verbs of RPC',
  rows: ['H01'],
  hosts: { mail: serving(behind('nginx', { methods: ['GET', 'HEAD', 'POST', 'OPTIONS'] })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'rpc-method-not-allowed'),
}
