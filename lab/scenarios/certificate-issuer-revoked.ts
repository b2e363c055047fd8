import { fails, fromBothSides, goodZone, hostWith } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateIssuerRevoked: Scenario = {
  name: 'certificate-issuer-revoked',
  title: 'Nothing is wrong with the certificate, but the intermediate that issued it is revoked',
  rows: ['T13'],
  hosts: { mail: hostWith({ issuer: 'revoked' }) },
  zone: goodZone,
  expect: fromBothSides(fails, 'certificate', 'mail', 'certificate-revoked'),
}
