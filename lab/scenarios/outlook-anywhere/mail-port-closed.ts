import { fails, zoneWith } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, exchange, serving } from './parts.ts'

export const mailPortClosed: Scenario = {
  name: 'mail-port-closed',
  title: 'Autodiscover answers, and the host that it hands out refuses connections',
  rows: ['D15'],
  hosts: {
    autodiscover: serving(exchange('2019'), { certificate: { names: ['autodiscover'] } }),
    mail: { addresses: ['ipv4'], ports: {}, others: 'refuse' },
  },
  zone: zoneWith({ name: 'autodiscover', type: 'HOST', host: 'autodiscover' }),
  expect: afterDiscovery(fails, 'port-closed'),
}
