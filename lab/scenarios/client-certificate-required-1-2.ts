import { fails, fromBothSides, goodZone, hostLike } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const clientCertificateRequired12: Scenario = {
  name: 'client-certificate-required-1-2',
  title: 'A client certificate is required, in TLS 1.2',
  rows: ['T11'],
  hosts: { mail: hostLike({ clientCertificate: 'required', versions: ['TLSv1.2', 'TLSv1.2'] }) },
  zone: goodZone,
  expect: fromBothSides(fails, 'certificate', 'mail', 'client-certificate-required'),
}
