import { fails, fromBothSides, goodHost, zoneWith } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const autodiscoverWithoutAddress: Scenario = {
  name: 'autodiscover-without-address',
  title: 'The name for Autodiscover exists, but has no address',
  rows: ['D01'],
  hosts: { mail: goodHost },
  zone: zoneWith({ name: 'autodiscover', type: 'TXT', text: 'to do' }),
  expect: fromBothSides(fails, 'dns', '@', 'dns-autodiscover-missing'),
}
