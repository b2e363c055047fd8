import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, directories, serving } from './parts.ts'

export const rpcRedirected: Scenario = {
  name: 'rpc-redirected',
  title: 'The redirect of the web site to OWA was inherited by /rpc',
  rows: ['H10'],
  hosts: { mail: serving(directories({ rpc: { answers: { redirect: { path: '/owa' } } } })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'unexpected-redirect'),
}
