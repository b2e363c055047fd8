import { everyPlace, FAR_REGION } from './far-region.ts'
import { behind } from './outlook-anywhere/parts.ts'
import { goodFrontEnd, goodHost, goodZone, silent } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const forbiddenByRegion: Scenario = {
  name: 'forbidden-by-region',
  title: 'A web application firewall takes connections from far away, and forbids every request',
  rows: ['H16'],
  hosts: {
    mail: {
      ...goodHost,
      seenFrom: {
        [FAR_REGION]: { 443: { ...goodFrontEnd, behind: behind('nginx', { admitsUserAgents: [] }) } },
      },
    },
  },
  zone: goodZone,
  expect: silent,
  compare: [everyPlace('outlook-anywhere', '@', 'region-filtered')],
}
