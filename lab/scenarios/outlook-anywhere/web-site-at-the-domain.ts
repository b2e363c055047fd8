import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving } from './parts.ts'

export const webSiteAtTheDomain: Scenario = {
  name: 'web-site-at-the-domain',
  title: 'The domain itself is a web site that knows nothing of Autodiscover',
  rows: [],
  hosts: {
    mail: serving(exchange('2019')),
    web: serving(
      { kind: 'web-site', software: 'apache', unknownPaths: 'not-found' },
      { certificate: { names: ['@', 'www'] } },
    ),
  },
  zone: [...goodZone, { name: '@', type: 'HOST', host: 'web' }, { name: 'www', type: 'HOST', host: 'web' }],
  expect: everywhere(works),
}
