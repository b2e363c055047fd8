import { goodFrontEnd, goodHost, warns, zoneWithout } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere } from './parts.ts'

export const srvToOtherPort: Scenario = {
  name: 'srv-to-other-port',
  title: 'The SRV record names port 444',
  rows: ['D04'],
  hosts: { mail: { ...goodHost, ports: { 443: goodFrontEnd, 444: goodFrontEnd } } },
  zone: [
    ...zoneWithout('autodiscover'),
    { name: '_autodiscover._tcp', type: 'SRV', priority: 0, weight: 0, port: 444, target: 'mail' },
  ],
  expect: everywhere(warns, 'srv-shadowed'),
}
