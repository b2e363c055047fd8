import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, behind, serving } from './parts.ts'

export const haproxyMethods: Scenario = {
  name: 'haproxy-methods',
  title: 'HAProxy answers the verbs of RPC with 400',
  rows: ['H02'],
  hosts: { mail: serving(behind('haproxy', { methods: ['GET', 'HEAD', 'POST', 'OPTIONS'] })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'rpc-request-rejected'),
}
