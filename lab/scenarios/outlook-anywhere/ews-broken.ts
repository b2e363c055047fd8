import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, directories, serving } from './parts.ts'

export const ewsBroken: Scenario = {
  name: 'ews-broken',
  title: 'Web services answer 500 after an update',
  rows: ['H13'],
  hosts: { mail: serving(directories({ ews: { answers: { status: 500 } } })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'virtual-directory-broken'),
}
