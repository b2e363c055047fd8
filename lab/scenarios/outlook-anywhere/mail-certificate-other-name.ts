import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, exchange, serving } from './parts.ts'

export const mailCertificateOtherName: Scenario = {
  name: 'mail-certificate-other-name',
  title: 'The certificate covers Autodiscover, but not the host that it hands out',
  rows: ['T01'],
  hosts: { mail: serving(exchange('2019'), { certificate: { names: ['autodiscover'] } }) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'certificate-name-mismatch'),
}
