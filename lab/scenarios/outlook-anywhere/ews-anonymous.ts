import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, directories, serving } from './parts.ts'

export const ewsAnonymous: Scenario = {
  name: 'ews-anonymous',
  title: 'Web services let everybody in',
  rows: ['A04'],
  hosts: { mail: serving(directories({ ews: { anonymous: true } })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'auth-anonymous-allowed'),
}
