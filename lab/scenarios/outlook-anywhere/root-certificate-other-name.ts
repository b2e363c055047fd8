import { goodZone, warns } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving } from './parts.ts'

export const rootCertificateOtherName: Scenario = {
  name: 'root-certificate-other-name',
  title: 'The web server of the domain shows a certificate for www alone',
  rows: ['D07'],
  hosts: {
    mail: serving(exchange('2019')),
    web: serving(
      { kind: 'web-site', software: 'apache', unknownPaths: 'not-found' },
      { certificate: { names: ['www'] } },
    ),
  },
  zone: [...goodZone, { name: '@', type: 'HOST', host: 'web' }, { name: 'www', type: 'HOST', host: 'web' }],
  expect: everywhere(warns, 'root-domain-certificate'),
}
