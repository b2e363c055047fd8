import { fromBothSides, goodZone, hostWith, warns } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateExpiresSoon: Scenario = {
  name: 'certificate-expires-soon',
  title: 'The certificate has ten of its 90 days left',
  rows: ['T02'],
  hosts: { mail: hostWith({ issuedDaysAgo: 80 }) },
  zone: goodZone,
  expect: fromBothSides(warns, 'certificate', 'mail', 'certificate-expired'),
}
