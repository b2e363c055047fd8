import { everywhere, exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'

export const innerServiceName: Scenario = {
  name: 'inner-service-name',
  title: 'The URL of the web services has the name of the server inside, which public DNS does not know',
  rows: ['X04'],
  hosts: { mail: serving(exchange('2019', { serviceHosts: { ews: 'ex01.corp' } })) },
  zone: goodZone,
  views: { inside: [{ name: 'ex01.corp', type: 'HOST', host: 'mail' }] },
  expect: everywhere(fails, 'internal-name-published').filter(({ perspective }) => perspective === 'outside'),
}
