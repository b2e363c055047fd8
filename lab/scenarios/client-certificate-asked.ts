import { goodZone, hostLike, silent } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const clientCertificateAsked: Scenario = {
  name: 'client-certificate-asked',
  title: 'The server asks for a client certificate and goes on without one',
  rows: [],
  hosts: { mail: hostLike({ clientCertificate: 'asked' }) },
  zone: goodZone,
  expect: silent,
}
