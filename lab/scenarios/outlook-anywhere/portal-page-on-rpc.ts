import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, behind, serving } from './parts.ts'

export const portalPageOnRpc: Scenario = {
  name: 'portal-page-on-rpc',
  title: 'A portal shows its page for signing in on /rpc',
  rows: ['H07'],
  hosts: { mail: serving(behind('nginx', { preAuthentication: { paths: ['/rpc'], by: 'page' } })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'preauthentication-page'),
}
