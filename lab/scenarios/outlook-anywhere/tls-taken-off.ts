import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { behind, everywhere, serving } from './parts.ts'

export const tlsTakenOff: Scenario = {
  name: 'tls-taken-off',
  title: 'A balancer takes TLS off in front of directories that require it',
  rows: ['H08'],
  hosts: {
    mail: serving(behind('haproxy', { offloadsTls: true })),
  },
  zone: goodZone,
  expect: everywhere(fails, 'ssl-required'),
}
