import { fails, zoneWith } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, exchange, serving } from './parts.ts'

export const ewsCertificateOtherName: Scenario = {
  name: 'ews-certificate-other-name',
  title: 'Web services are handed out under a name that their certificate does not cover',
  rows: ['T12'],
  hosts: {
    mail: serving(exchange('2019', { serviceHosts: { ews: 'ews' } })),
    ews: serving(exchange('2019')),
  },
  zone: zoneWith({ name: 'ews', type: 'HOST', host: 'ews' }),
  expect: afterDiscovery(fails, 'service-certificate-differs'),
}
