import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, directories, serving } from './parts.ts'

export const activesyncInactive: Scenario = {
  name: 'activesync-inactive',
  title: 'The component for ActiveSync is inactive',
  rows: ['H21'],
  hosts: { mail: serving(directories({ activesync: { health: 'inactive' } })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'component-inactive'),
}
