import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { behind, everywhere, serving } from './parts.ts'

export const maintenancePage: Scenario = {
  name: 'maintenance-page',
  title: 'A page about maintenance stands in front of everything, and asks to come back in an hour',
  rows: ['H11'],
  hosts: { mail: serving(behind('nginx', { maintenance: { retryAfterSeconds: 3600 } })) },
  zone: goodZone,
  expect: everywhere(fails, 'service-unavailable'),
}
