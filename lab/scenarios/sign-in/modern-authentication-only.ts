import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone, unsure } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

const TOKENS = { schemes: ['Bearer'] } as const

export const modernAuthenticationOnly: Scenario = {
  name: 'modern-authentication-only',
  title: 'Nothing but modern authentication is on offer: a password opens nothing',
  rows: ['A16'],
  hosts: {
    mail: serving(
      exchange('2019', {
        directories: { autodiscover: TOKENS, rpc: TOKENS, mapi: TOKENS, ews: TOKENS, oab: TOKENS },
      }),
    ),
  },
  zone: goodZone,
  expect: asUser(unsure, ANNA, 'ntlm-not-possible'),
}
