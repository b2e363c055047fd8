import { goodZone, hostWith, silent } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateEcdsa: Scenario = {
  name: 'certificate-ecdsa',
  title: 'An ECDSA certificate of an ECDSA authority',
  rows: [],
  hosts: { mail: hostWith({ key: 'P-256' }) },
  zone: goodZone,
  expect: silent,
}
