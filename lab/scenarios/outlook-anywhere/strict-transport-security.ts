import { works, zoneWith } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving, servingPlainly } from './parts.ts'

export const strictTransportSecurity: Scenario = {
  name: 'strict-transport-security',
  title: 'The domain demands https for all its hosts, and Autodiscover is found by the redirect on port 80',
  rows: ['H15'],
  hosts: {
    mail: serving(exchange('2019')),
    web: serving(
      {
        kind: 'web-site',
        software: 'nginx',
        strictTransportSecurity: 'max-age=31536000; includeSubDomains',
        unknownPaths: 'not-found',
      },
      { certificate: { names: ['@', 'www'] } },
    ),
    redirect: servingPlainly({
      kind: 'redirector',
      to: { host: 'mail', path: '/autodiscover/autodiscover.xml' },
    }),
  },
  zone: [
    ...zoneWith({ name: 'autodiscover', type: 'HOST', host: 'redirect' }),
    { name: '@', type: 'HOST', host: 'web' },
    { name: 'www', type: 'HOST', host: 'web' },
  ],
  expect: everywhere(works, 'hsts-breaks-redirect', 'redirect-consent-prompt'),
}
