import { fails, fromBothSides, goodZone, hostWith } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateSelfSigned: Scenario = {
  name: 'certificate-self-signed',
  title: 'The certificate signs itself',
  rows: ['T03'],
  hosts: { mail: hostWith({ issuer: 'self' }) },
  zone: goodZone,
  expect: fromBothSides(fails, 'certificate', 'mail', 'certificate-untrusted'),
}
