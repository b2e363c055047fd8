import { goodZone, warns } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, exchange, serving } from './parts.ts'

export const oneAddressOtherSchemes: Scenario = {
  name: 'one-address-other-schemes',
  title: 'One of two servers behind the name offers Basic alone',
  rows: ['D13'],
  hosts: {
    mail: serving(exchange('2019')),
    second: serving(exchange('2019', { server: 'EX02', directories: { rpc: { schemes: ['Basic'] } } })),
  },
  zone: [...goodZone, { name: 'mail', type: 'HOST', host: 'second' }],
  expect: afterDiscovery(warns, 'address-inconsistent'),
}
