import { goodZone, warns } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, exchange, serving } from './parts.ts'

export const clockAhead: Scenario = {
  name: 'clock-ahead',
  title: 'The clock of the server is ten minutes ahead',
  rows: ['A13'],
  hosts: { mail: serving(exchange('2019', { clockAheadMinutes: 10 })) },
  zone: goodZone,
  expect: afterDiscovery(warns, 'clock-skew'),
}
