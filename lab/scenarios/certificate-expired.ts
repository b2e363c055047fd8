import { fails, fromBothSides, goodZone, hostWith } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateExpired: Scenario = {
  name: 'certificate-expired',
  title: 'The certificate expired ten days ago',
  rows: ['T02'],
  hosts: { mail: hostWith({ issuedDaysAgo: 100 }) },
  zone: goodZone,
  expect: [
    ...fromBothSides(fails, 'certificate', 'mail', 'certificate-expired'),
    ...fromBothSides(fails, 'outlook-anywhere', '@', 'certificate-expired'),
  ],
}
