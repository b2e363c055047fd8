import { fails, fromBothSides, goodZone, hostLike } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const clientCertificateRequired13: Scenario = {
  name: 'client-certificate-required-1-3',
  title: 'A client certificate is required, in TLS 1.3',
  rows: ['T11'],
  hosts: { mail: hostLike({ clientCertificate: 'required', versions: ['TLSv1.3', 'TLSv1.3'] }) },
  zone: goodZone,
  expect: fromBothSides(fails, 'certificate', 'mail', 'client-certificate-required'),
}
