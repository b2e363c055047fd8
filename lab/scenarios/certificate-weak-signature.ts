import { fromBothSides, goodZone, hostWith, warns } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateWeakSignature: Scenario = {
  name: 'certificate-weak-signature',
  title: 'Signed over SHA-1',
  rows: ['T05'],
  hosts: { mail: hostWith({ hash: 'SHA-1' }) },
  zone: goodZone,
  expect: fromBothSides(warns, 'certificate', 'mail', 'certificate-weak'),
}
