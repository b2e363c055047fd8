import { everyPlace } from './far-region.ts'
import { goodHost, goodZone, silent } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const plain: Scenario = {
  name: 'plain',
  title: 'One server, one address, Autodiscover as an alias of it',
  rows: [],
  hosts: { mail: goodHost },
  zone: goodZone,
  expect: silent,
  compare: [everyPlace('outlook-anywhere', '@')],
}
