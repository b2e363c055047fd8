import { fails, fromBothSides, goodZone, hostWith } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateNotYetValid: Scenario = {
  name: 'certificate-not-yet-valid',
  title: 'The certificate becomes valid in two days',
  rows: ['T02'],
  hosts: { mail: hostWith({ issuedDaysAgo: -2 }) },
  zone: goodZone,
  expect: fromBothSides(fails, 'certificate', 'mail', 'certificate-expired'),
}
