import { fails, zoneWith } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving, servingPlainly } from './parts.ts'

export const redirectToHttp: Scenario = {
  name: 'redirect-to-http',
  title: 'The redirect for Autodiscover leads to http',
  rows: ['D11'],
  hosts: {
    mail: serving(exchange('2019')),
    redirect: servingPlainly({
      kind: 'redirector',
      to: { scheme: 'http', host: 'mail', path: '/autodiscover/autodiscover.xml' },
    }),
  },
  zone: zoneWith({ name: 'autodiscover', type: 'HOST', host: 'redirect' }),
  expect: everywhere(fails, 'redirect-insecure'),
}
