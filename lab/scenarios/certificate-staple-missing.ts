import { fails, fromBothSides, goodZone, hostWith } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateStapleMissing: Scenario = {
  name: 'certificate-staple-missing',
  title: 'The certificate demands a stapled OCSP answer, and the server sends none',
  rows: ['T13'],
  hosts: { mail: hostWith({ mustStaple: true }) },
  zone: goodZone,
  expect: fromBothSides(fails, 'certificate', 'mail', 'certificate-staple-missing'),
}
