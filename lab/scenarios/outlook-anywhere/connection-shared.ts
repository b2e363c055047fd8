import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from '../sign-in/parts.ts'
import { advising, afterDiscovery, behind, exchange, serving } from './parts.ts'

export const connectionShared: Scenario = {
  name: 'connection-shared',
  title: 'The balancer sends each request of a connection to another server',
  rows: ['H05', 'A11'],
  hosts: {
    mail: serving(
      behind('haproxy', {
        connections: 'pooled',
        behind: [exchange('2019'), exchange('2019', { server: 'EX02' })],
      }),
    ),
  },
  zone: goodZone,
  chance: true,
  expect: advising('stale-client-credentials', [
    ...afterDiscovery(fails, 'ntlm-connection-not-kept'),
    ...asUser(fails, ANNA, 'ntlm-connection-not-kept'),
  ]),
}
