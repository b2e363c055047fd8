import { fails, fromBothSides, goodCertificate, goodZone, hostLike } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateRevokedStapled: Scenario = {
  name: 'certificate-revoked-stapled',
  title: 'The certificate is revoked, and the OCSP answer that the server staples says so',
  rows: ['T13'],
  hosts: {
    mail: hostLike({
      certificate: { ...goodCertificate, revoked: true, ocsp: 'down', list: 'gone' },
      staples: true,
    }),
  },
  zone: goodZone,
  expect: fromBothSides(fails, 'certificate', 'mail', 'certificate-revoked'),
}
