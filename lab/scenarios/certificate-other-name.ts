import { fails, fromBothSides, goodZone, hostWith } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateOtherName: Scenario = {
  name: 'certificate-other-name',
  title: 'The certificate is for other names',
  rows: ['T01'],
  hosts: { mail: hostWith({ names: ['www'] }) },
  zone: goodZone,
  expect: fromBothSides(fails, 'certificate', 'mail', 'certificate-name-mismatch'),
}
