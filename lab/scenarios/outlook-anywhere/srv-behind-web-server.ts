import { warns, zoneWith } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving } from './parts.ts'

export const srvBehindWebServer: Scenario = {
  name: 'srv-behind-web-server',
  title: 'The SRV record is right, but a web server answers at autodiscover before it is asked',
  rows: ['D04'],
  hosts: {
    mail: serving(exchange('2019')),
    web: serving(
      { kind: 'web-site', software: 'apache', unknownPaths: 'not-found' },
      { certificate: { names: ['autodiscover'] } },
    ),
  },
  zone: zoneWith(
    { name: 'autodiscover', type: 'HOST', host: 'web' },
    { name: '_autodiscover._tcp', type: 'SRV', priority: 0, weight: 0, port: 443, target: 'mail' },
  ),
  expect: everywhere(warns, 'srv-shadowed'),
}
