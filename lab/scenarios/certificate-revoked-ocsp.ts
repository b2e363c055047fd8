import { fails, fromBothSides, goodZone, hostWith } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateRevokedOcsp: Scenario = {
  name: 'certificate-revoked-ocsp',
  title: 'The certificate is revoked, and its issuer says so when asked by OCSP',
  rows: ['T13'],
  hosts: { mail: hostWith({ revoked: true, list: 'gone' }) },
  zone: goodZone,
  expect: fromBothSides(fails, 'certificate', 'mail', 'certificate-revoked'),
}
