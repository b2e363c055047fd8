import { behind, serving } from '../outlook-anywhere/parts.ts'
import { goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { asAnna } from './parts.ts'

export const mapiHandedOut: Scenario = {
  name: 'mapi-handed-out',
  title: 'Autodiscover hands out MAPI over HTTP, and the publishing rule of TMG is older than it',
  rows: ['H22', 'A11'],
  hosts: {
    mail: serving(
      behind('tmg', {
        publishes: ['/autodiscover', '/ews', '/oab', '/rpc', '/owa', '/ecp', '/microsoft-server-activesync'],
      }),
    ),
  },
  zone: goodZone,
  expect: [
    asAnna('outside', 'fails', ['mapi-path-not-published', 'sign-in-broken'], {
      advice: ['stale-client-credentials'],
    }),
  ],
}
