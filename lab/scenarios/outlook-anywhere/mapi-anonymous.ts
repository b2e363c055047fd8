import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, directories, serving } from './parts.ts'

export const mapiAnonymous: Scenario = {
  name: 'mapi-anonymous',
  title: 'MAPI over HTTP lets everybody in',
  rows: ['A04'],
  hosts: { mail: serving(directories({ mapi: { anonymous: true } })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'auth-anonymous-allowed'),
}
