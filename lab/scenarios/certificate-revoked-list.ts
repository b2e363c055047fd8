import { fails, fromBothSides, goodZone, hostWith } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateRevokedList: Scenario = {
  name: 'certificate-revoked-list',
  title: "The certificate is revoked, and only its issuer's revocation list says so",
  rows: ['T13'],
  hosts: { mail: hostWith({ revoked: true, ocsp: 'left-out' }) },
  zone: goodZone,
  expect: fromBothSides(fails, 'certificate', 'mail', 'certificate-revoked'),
}
