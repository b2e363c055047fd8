import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving } from './parts.ts'

export const withoutExtendedProtection: Scenario = {
  name: 'without-extended-protection',
  title: 'Exchange 2019 whose administrator left Extended Protection off',
  rows: [],
  hosts: { mail: serving(exchange('2019', { extendedProtection: false })) },
  zone: goodZone,
  expect: everywhere(works),
}
