import { goodCertificate, goodZone, hostLike, silent } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateStapled: Scenario = {
  name: 'certificate-stapled',
  title: 'The certificate demands a stapled OCSP answer, and the server sends one',
  rows: [],
  hosts: { mail: hostLike({ certificate: { ...goodCertificate, mustStaple: true }, staples: true }) },
  zone: goodZone,
  expect: silent,
}
