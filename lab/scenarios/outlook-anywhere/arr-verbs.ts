import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, behind, serving } from './parts.ts'

export const arrVerbs: Scenario = {
  name: 'arr-verbs',
  title: 'Request filtering on ARR denies the verbs of RPC with 404.6',
  rows: ['H02'],
  hosts: { mail: serving(behind('arr', { methods: ['GET', 'HEAD', 'POST', 'OPTIONS'] })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'rpc-request-rejected'),
}
