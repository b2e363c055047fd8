import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving } from './parts.ts'

export const clockTwoMinutesAhead: Scenario = {
  name: 'clock-two-minutes-ahead',
  title: 'The clock of the server is two minutes ahead, which harms nobody',
  rows: [],
  hosts: { mail: serving(exchange('2019', { clockAheadMinutes: 2 })) },
  zone: goodZone,
  expect: everywhere(works),
}
