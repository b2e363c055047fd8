import { warns, zoneWithout } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving } from './parts.ts'

export const srvToAlias: Scenario = {
  name: 'srv-to-alias',
  title: 'The SRV record names an alias',
  rows: ['D04'],
  hosts: { mail: serving(exchange('2019'), { certificate: { names: ['mail', 'webmail'] } }) },
  zone: [
    ...zoneWithout('autodiscover'),
    { name: 'webmail', type: 'CNAME', target: 'mail' },
    { name: '_autodiscover._tcp', type: 'SRV', priority: 0, weight: 0, port: 443, target: 'webmail' },
  ],
  expect: everywhere(warns, 'srv-shadowed'),
}
