import { goodHost, goodZone, silent } from './parts.ts'
import type { Scenario } from './scenario.ts'

/** The region of the lab's internet that some hosts drop. */
export const FAR_REGION = 'far-east'

export const filteredByRegion: Scenario = {
  name: 'filtered-by-region',
  title: 'A filter drops whoever comes from far away; a single place outside never notices',
  rows: [],
  hosts: { mail: { ...goodHost, seenFrom: { [FAR_REGION]: { 443: 'drop' } } } },
  zone: goodZone,
  expect: silent,
}
