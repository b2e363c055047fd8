import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { directories, everywhere, serving } from './parts.ts'

export const redirectLoop: Scenario = {
  name: 'redirect-loop',
  title: 'Autodiscover redirects to itself',
  rows: ['D10'],
  hosts: {
    mail: serving(
      directories({
        autodiscover: {
          answers: { redirect: { host: 'autodiscover', path: '/autodiscover/autodiscover.xml' } },
        },
      }),
    ),
  },
  zone: goodZone,
  expect: everywhere(fails, 'redirect-loop'),
}
