import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, behind, serving } from './parts.ts'

export const tmgRpcForm: Scenario = {
  name: 'tmg-rpc-form',
  title: 'TMG sends /rpc to its form',
  rows: ['H07'],
  hosts: { mail: serving(behind('tmg', { preAuthentication: { paths: ['/rpc'], by: 'redirect' } })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'preauthentication-page'),
}
