import { fails, fromBothSides, goodHost, works, zoneWithout } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const autodiscoverMissing: Scenario = {
  name: 'autodiscover-missing',
  title: 'There is no name for Autodiscover',
  rows: ['D01'],
  hosts: { mail: goodHost },
  zone: zoneWithout('autodiscover'),
  expect: [
    ...fromBothSides(fails, 'dns', '@', 'dns-autodiscover-missing'),
    ...fromBothSides(works, 'certificate', 'mail'),
  ],
}
