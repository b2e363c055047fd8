import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, directories, serving } from './parts.ts'

export const mapiInactive: Scenario = {
  name: 'mapi-inactive',
  title: 'The component for MAPI over HTTP is inactive',
  rows: ['H21'],
  hosts: { mail: serving(directories({ mapi: { health: 'inactive' } })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'component-inactive'),
}
