import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from '../sign-in/parts.ts'
import { afterDiscovery, behind, serving } from './parts.ts'

export const proxyAsksByNtlm: Scenario = {
  name: 'proxy-asks-by-ntlm',
  title: 'TMG asks for the password of /rpc itself, as a member of another domain',
  rows: ['A12'],
  hosts: { mail: serving(behind('tmg', { preAuthentication: { paths: ['/rpc'], by: 'ntlm' } })) },
  zone: goodZone,
  expect: [...afterDiscovery(fails, 'ntlm-proxy-realm'), ...asUser(fails, ANNA, 'ntlm-proxy-realm')],
}
