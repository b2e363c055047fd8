import { behind, directories, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

export const reencryptedWhereBindingsAreAllowed: Scenario = {
  name: 'reencrypted-where-bindings-are-allowed',
  title: 'A proxy encrypts anew, and Extended Protection looks at bindings without asking for them',
  rows: ['A06'],
  hosts: {
    mail: serving(
      behind('nginx', {
        innerCertificate: 'other',
        behind: [
          directories({ rpc: { extendedProtection: 'allow' }, mapi: { extendedProtection: 'allow' } }),
        ],
      }),
    ),
  },
  zone: goodZone,
  expect: asUser(fails, ANNA, 'extended-protection'),
}
