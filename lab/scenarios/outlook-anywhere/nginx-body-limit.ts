import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, behind, serving } from './parts.ts'

export const nginxBodyLimit: Scenario = {
  name: 'nginx-body-limit',
  title: 'nginx takes bodies of a mebibyte, as it does by default',
  rows: ['H02'],
  hosts: { mail: serving(behind('nginx', { longestBody: 1024 * 1024 })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'rpc-request-rejected'),
}
