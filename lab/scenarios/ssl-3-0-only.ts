import { fails, fromBothSides, goodCertificate, goodHost, goodZone } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const ssl30Only: Scenario = {
  name: 'ssl-3-0-only',
  title: 'Nothing newer than SSL 3.0',
  rows: ['T09'],
  hosts: {
    mail: {
      ...goodHost,
      ports: {
        443: {
          kind: 'old-tls',
          certificate: goodCertificate,
          takes: { versions: ['SSL 3.0'], ciphers: ['3DES', 'RC4'] },
        },
      },
    },
  },
  zone: goodZone,
  expect: fromBothSides(fails, 'certificate', 'mail', 'tls-version-unusable'),
}
