import { fromBothSides, goodZone, hostWith, warns } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateWeakKey: Scenario = {
  name: 'certificate-weak-key',
  title: 'An RSA key of 1024 bits',
  rows: ['T05'],
  hosts: { mail: hostWith({ key: 'RSA 1024' }) },
  zone: goodZone,
  expect: fromBothSides(warns, 'certificate', 'mail', 'certificate-weak'),
}
