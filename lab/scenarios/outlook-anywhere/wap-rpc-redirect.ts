import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, behind, serving } from './parts.ts'

export const wapRpcRedirect: Scenario = {
  name: 'wap-rpc-redirect',
  title: 'Web Application Proxy wants /rpc to sign in at AD FS first',
  rows: ['H07'],
  hosts: { mail: serving(behind('wap', { preAuthentication: { paths: ['/rpc'], by: 'redirect' } })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'preauthentication-page'),
}
