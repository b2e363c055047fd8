import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone, unsure } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

const KERBEROS = { schemes: ['Negotiate'] } as const

export const ntlmRestricted: Scenario = {
  name: 'ntlm-restricted',
  title: 'A policy refuses NTLM, and Negotiate means Kerberos alone',
  rows: ['A16'],
  hosts: {
    mail: serving(
      exchange('2019', {
        ntlm: 'refused',
        directories: {
          autodiscover: KERBEROS,
          rpc: KERBEROS,
          mapi: KERBEROS,
          ews: KERBEROS,
          oab: KERBEROS,
        },
      }),
    ),
  },
  zone: goodZone,
  expect: asUser(unsure, ANNA, 'ntlm-not-possible'),
}
