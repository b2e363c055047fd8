import { fails, fromBothSides, goodZone, hostWith } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificatePrivateAuthority: Scenario = {
  name: 'certificate-private-authority',
  title: "The certificate is of the organisation's own authority",
  rows: ['T03'],
  hosts: { mail: hostWith({ issuer: 'private' }) },
  zone: goodZone,
  expect: fromBothSides(fails, 'certificate', 'mail', 'certificate-untrusted'),
}
