import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, behind, serving } from './parts.ts'

export const tmgWithoutRpc: Scenario = {
  name: 'tmg-without-rpc',
  title: 'The publishing rule of TMG leaves out /rpc',
  rows: ['H06'],
  hosts: {
    mail: serving(
      behind('tmg', {
        publishes: ['/autodiscover', '/ews', '/oab', '/mapi', '/owa', '/ecp', '/microsoft-server-activesync'],
      }),
    ),
  },
  zone: goodZone,
  expect: afterDiscovery(fails, 'publishing-rule-denied'),
}
