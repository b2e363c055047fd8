import { goodFrontEnd, goodHost, goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange } from './parts.ts'

export const port80RequiresTls: Scenario = {
  name: 'port-80-requires-tls',
  title: 'Port 80 of the mail host is open, where Exchange says 403.4 as it should',
  rows: [],
  hosts: {
    mail: {
      ...goodHost,
      ports: {
        443: { ...goodFrontEnd, behind: exchange('2019') },
        80: { kind: 'http', behind: exchange('2019') },
      },
    },
  },
  zone: goodZone,
  expect: everywhere(works),
}
