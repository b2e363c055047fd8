import { everyPlace } from './far-region.ts'
import { fails, goodCertificate, goodFrontEnd, goodHost, goodZone, works } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const tlsInterceptionInside: Scenario = {
  name: 'tls-interception-inside',
  title: 'A proxy inside opens TLS, with certificates of an authority of its own',
  rows: ['T03'],
  hosts: {
    mail: {
      ...goodHost,
      seenFrom: {
        inside: { 443: { ...goodFrontEnd, certificate: { ...goodCertificate, issuer: 'private' } } },
      },
    },
  },
  zone: goodZone,
  expect: [
    works('outside', 'certificate', 'mail'),
    fails('inside', 'certificate', 'mail', 'certificate-untrusted'),
    works('outside', 'outlook-anywhere', '@'),
  ],
  compare: [everyPlace('certificate', 'mail', 'tls-interception')],
}
