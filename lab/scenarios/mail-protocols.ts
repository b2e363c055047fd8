import { fromBothSides, goodCertificate, goodHost, goodZone, works } from './parts.ts'
import type { Scenario } from './scenario.ts'

const certificate = goodCertificate
const of = fromBothSides(works, 'certificate', 'mail')

export const mailProtocols: Scenario = {
  name: 'mail-protocols',
  title: 'SMTP, IMAP and POP3 beside HTTPS, with TLS when asked or from the start',
  rows: [],
  hosts: {
    mail: {
      ...goodHost,
      ports: {
        ...goodHost.ports,
        25: { kind: 'mail', protocol: 'smtp', certificate },
        110: { kind: 'mail', protocol: 'pop3', certificate },
        143: { kind: 'mail', protocol: 'imap', certificate },
        587: { kind: 'mail', protocol: 'smtp', certificate },
        993: { kind: 'mail', protocol: 'imap', certificate, tlsFirst: true },
      },
    },
  },
  zone: goodZone,
  expect: [
    ...of.map((each) => ({ ...each, port: 587, starttls: 'smtp' as const })),
    ...of.map((each) => ({ ...each, starttls: 'imap' as const })),
    ...of.map((each) => ({ ...each, starttls: 'pop3' as const })),
    ...of.map((each) => ({ ...each, port: 993 })),
    { ...works('inside', 'certificate', 'mail'), starttls: 'smtp' },
  ],
}
