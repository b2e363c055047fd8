import { fails, zoneWith } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { exchange, serving } from './parts.ts'

export const redirectPort80Closed: Scenario = {
  name: 'redirect-port-80-closed',
  title: 'The site for the redirect has its port 80 closed by the firewall',
  rows: ['D16'],
  hosts: {
    mail: serving(exchange('2019')),
    redirect: { addresses: ['ipv4'], ports: { 80: 'drop' }, others: 'refuse' },
  },
  zone: zoneWith({ name: 'autodiscover', type: 'HOST', host: 'redirect' }),
  expect: [
    fails('outside', 'autodiscover', '@', 'port-80-closed'),
    fails('outside', 'outlook-anywhere', '@', 'port-80-closed'),
  ],
}
