import { everyPlace, FAR_REGION } from './far-region.ts'
import { goodCertificate, goodFrontEnd, goodHost, goodZone, silent } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const unlikeByRegion: Scenario = {
  name: 'unlike-by-region',
  title: 'Behind one address, whoever comes from far away meets a member with an older certificate',
  rows: [],
  hosts: {
    mail: {
      ...goodHost,
      seenFrom: {
        [FAR_REGION]: { 443: { ...goodFrontEnd, certificate: { ...goodCertificate, edition: 2 } } },
      },
    },
  },
  zone: goodZone,
  expect: silent,
  compare: [everyPlace('certificate', 'mail', 'load-balancer')],
}
