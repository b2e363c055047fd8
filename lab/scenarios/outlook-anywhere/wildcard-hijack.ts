import { fails, zoneWithout } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving } from './parts.ts'

export const wildcardHijack: Scenario = {
  name: 'wildcard-hijack',
  title: 'A wildcard record sends Autodiscover to a web server',
  rows: ['D05'],
  hosts: {
    mail: serving(exchange('2019')),
    web: serving(
      { kind: 'web-site', software: 'apache', unknownPaths: 'not-found' },
      { certificate: { names: ['@', '*'] } },
    ),
  },
  zone: [...zoneWithout('autodiscover'), { name: '*', type: 'HOST', host: 'web' }],
  expect: everywhere(fails, 'dns-wildcard-hijack'),
}
