import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from '../sign-in/parts.ts'
import { advising, afterDiscovery, behind, serving } from './parts.ts'

export const connectionClosed: Scenario = {
  name: 'connection-closed',
  title: 'The proxy ends the connection behind each answer',
  rows: ['H05', 'A11'],
  hosts: { mail: serving(behind('nginx', { connections: 'closed' })) },
  zone: goodZone,
  expect: advising('stale-client-credentials', [
    ...afterDiscovery(fails, 'ntlm-connection-not-kept'),
    ...asUser(fails, ANNA, 'ntlm-connection-not-kept'),
  ]),
}
