import { behind, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

export const reencryptedWithAnotherCertificate: Scenario = {
  name: 'reencrypted-with-another-certificate',
  title: 'A proxy encrypts anew, and Exchange 2019 has another certificate than it: Extended Protection',
  rows: ['A06'],
  hosts: { mail: serving(behind('haproxy', { innerCertificate: 'other' })) },
  zone: goodZone,
  expect: asUser(fails, ANNA, 'extended-protection'),
}
