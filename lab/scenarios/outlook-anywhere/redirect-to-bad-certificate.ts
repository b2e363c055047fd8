import { fails, zoneWith } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving, servingPlainly } from './parts.ts'

export const redirectToBadCertificate: Scenario = {
  name: 'redirect-to-bad-certificate',
  title: 'The redirect for Autodiscover leads to a host whose certificate is for another name',
  rows: ['D11'],
  hosts: {
    mail: serving(exchange('2019')),
    other: serving(exchange('2019')),
    redirect: servingPlainly({
      kind: 'redirector',
      to: { host: 'other', path: '/autodiscover/autodiscover.xml' },
    }),
  },
  zone: zoneWith(
    { name: 'autodiscover', type: 'HOST', host: 'redirect' },
    { name: 'other', type: 'HOST', host: 'other' },
  ),
  expect: everywhere(fails, 'redirect-insecure'),
}
