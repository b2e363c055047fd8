import { fromBothSides, goodZone, hostWith, warns } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateLongLived: Scenario = {
  name: 'certificate-long-lived',
  title: 'Valid for 900 days',
  rows: ['T05'],
  hosts: { mail: hostWith({ daysValid: 900 }) },
  zone: goodZone,
  expect: fromBothSides(warns, 'certificate', 'mail', 'certificate-weak'),
}
