import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { directories, everywhere, serving } from './parts.ts'

export const autodiscoverAnonymous: Scenario = {
  name: 'autodiscover-anonymous',
  title: 'Autodiscover tells everybody the settings of everybody',
  rows: ['A04'],
  hosts: { mail: serving(directories({ autodiscover: { anonymous: true } })) },
  zone: goodZone,
  expect: everywhere(fails, 'auth-anonymous-allowed'),
}
