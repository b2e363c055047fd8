import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving } from './parts.ts'

export const webSiteSendsToWww: Scenario = {
  name: 'web-site-sends-to-www',
  title: 'The domain itself sends every request to a WordPress at www',
  rows: [],
  hosts: {
    mail: serving(exchange('2019')),
    web: serving(
      {
        kind: 'web-site',
        software: 'apache',
        wordpress: true,
        unknownPaths: { to: { host: 'www', path: '/' }, status: 301 },
      },
      { certificate: { names: ['@', 'www'] } },
    ),
  },
  zone: [...goodZone, { name: '@', type: 'HOST', host: 'web' }, { name: 'www', type: 'HOST', host: 'web' }],
  expect: everywhere(works),
}
