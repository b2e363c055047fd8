import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving } from './parts.ts'

export const extendedProtection: Scenario = {
  name: 'extended-protection',
  title: 'Exchange 2019 with Extended Protection',
  rows: [],
  hosts: { mail: serving(exchange('2019', { extendedProtection: true })) },
  zone: goodZone,
  expect: everywhere(works),
}
