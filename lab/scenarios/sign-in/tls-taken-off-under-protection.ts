import { behind, directories, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

const PLAIN = { requiresTls: false } as const

export const tlsTakenOffUnderProtection: Scenario = {
  name: 'tls-taken-off-under-protection',
  title: 'A balancer takes TLS off, Exchange does not insist on it, and Extended Protection does',
  rows: ['A06'],
  hosts: {
    mail: serving(
      behind('haproxy', {
        offloadsTls: true,
        behind: [
          directories({
            autodiscover: PLAIN,
            rpc: PLAIN,
            mapi: PLAIN,
            ews: PLAIN,
            oab: PLAIN,
            activesync: PLAIN,
            owa: PLAIN,
            ecp: PLAIN,
          }),
        ],
      }),
    ),
  },
  zone: goodZone,
  expect: asUser(fails, ANNA, 'extended-protection'),
}
