import { works, zoneWith } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, exchange, serving } from './parts.ts'

export const activesyncElsewhere: Scenario = {
  name: 'activesync-elsewhere',
  title: 'ActiveSync has a host name and a certificate of its own',
  rows: ['S05'],
  hosts: {
    mail: serving(exchange('2019', { serviceHosts: { activeSync: 'sync' } })),
    sync: serving(exchange('2019'), { certificate: { names: ['sync'] } }),
  },
  zone: zoneWith({ name: 'sync', type: 'HOST', host: 'sync' }),
  expect: afterDiscovery(works, 'namespace-not-shared'),
}
