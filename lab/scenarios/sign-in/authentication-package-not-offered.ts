import { advising, exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

export const authenticationPackageNotOffered: Scenario = {
  name: 'authentication-package-not-offered',
  title: 'Autodiscover tells Outlook to sign in by Basic, which the RPC proxy does not offer',
  rows: ['A02', 'A03', 'R03'],
  hosts: {
    mail: serving(
      exchange('2016', {
        autodiscover: { kind: 'settings', authPackage: 'basic' },
        directories: { rpc: { schemes: ['Negotiate', 'NTLM'] } },
      }),
    ),
  },
  zone: goodZone,
  expect: advising('settings-revert', asUser(fails, ANNA, 'auth-basic-only', 'auth-scheme-mismatch')),
}
