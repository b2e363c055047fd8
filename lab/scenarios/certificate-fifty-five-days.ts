import { goodZone, hostWith, silentBut } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateFiftyFiveDays: Scenario = {
  name: 'certificate-fifty-five-days',
  title: 'A certificate that has 55 of its 90 days left',
  rows: [],
  hosts: { mail: hostWith({ issuedDaysAgo: 35 }) },
  zone: goodZone,
  expect: silentBut('certificate-expired'),
}
