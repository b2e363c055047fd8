import { fails, zoneWithout } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving } from './parts.ts'

export const autodiscoverNowhere: Scenario = {
  name: 'autodiscover-nowhere',
  title: 'No record leads to Autodiscover, and the web site of the domain has none',
  rows: ['D01'],
  hosts: {
    mail: serving(exchange('2019')),
    web: serving(
      { kind: 'web-site', software: 'apache', unknownPaths: 'not-found' },
      { certificate: { names: ['@', 'www'] } },
    ),
  },
  zone: [
    ...zoneWithout('autodiscover'),
    { name: '@', type: 'HOST', host: 'web' },
    { name: 'www', type: 'HOST', host: 'web' },
  ],
  expect: everywhere(fails, 'dns-autodiscover-missing'),
}
