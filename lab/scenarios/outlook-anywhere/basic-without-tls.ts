import { fails, goodFrontEnd, goodHost, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { directories, everywhere } from './parts.ts'

export const basicWithoutTls: Scenario = {
  name: 'basic-without-tls',
  title: 'Autodiscover asks for a password by Basic on port 80',
  rows: ['S01'],
  hosts: {
    mail: {
      ...goodHost,
      ports: {
        443: goodFrontEnd,
        80: {
          kind: 'http',
          behind: directories({
            autodiscover: { requiresTls: false, schemes: ['Basic'] },
          }),
        },
      },
    },
  },
  zone: goodZone,
  expect: everywhere(fails, 'credentials-exposed'),
}
