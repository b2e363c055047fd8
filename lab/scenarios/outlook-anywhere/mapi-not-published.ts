import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, behind, serving } from './parts.ts'

export const mapiNotPublished: Scenario = {
  name: 'mapi-not-published',
  title: 'The publishing rule of TMG is older than MAPI over HTTP',
  // Whether Autodiscover hands out MAPI over HTTP is known only after signing in: until then it is worth knowing.
  rows: ['H22'],
  hosts: {
    mail: serving(
      behind('tmg', {
        publishes: ['/autodiscover', '/ews', '/oab', '/rpc', '/owa', '/ecp', '/microsoft-server-activesync'],
      }),
    ),
  },
  zone: goodZone,
  expect: afterDiscovery(works, 'mapi-path-not-published'),
}
