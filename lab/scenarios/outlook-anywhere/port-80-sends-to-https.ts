import { goodFrontEnd, goodHost, goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere } from './parts.ts'

export const port80SendsToHttps: Scenario = {
  name: 'port-80-sends-to-https',
  title: 'Port 80 of the mail host is open and sends browsers to https',
  rows: [],
  hosts: {
    mail: {
      ...goodHost,
      ports: { 443: goodFrontEnd, 80: { kind: 'http', behind: { kind: 'redirector', to: {} } } },
    },
  },
  zone: goodZone,
  expect: everywhere(works),
}
