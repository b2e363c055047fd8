import { everyPlace, FAR_REGION } from './far-region.ts'
import { goodHost, goodZone, silent } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const filteredByRegion: Scenario = {
  name: 'filtered-by-region',
  title: 'A filter drops whoever comes from far away; a single place outside never notices',
  rows: ['H16'],
  hosts: { mail: { ...goodHost, seenFrom: { [FAR_REGION]: { 443: 'drop' } } } },
  zone: goodZone,
  expect: silent,
  compare: [
    everyPlace('reachability', 'mail', 'region-filtered'),
    everyPlace('certificate', 'mail', 'region-filtered'),
    everyPlace('dns', '@'),
  ],
}
