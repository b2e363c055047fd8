import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { directories, everywhere, serving } from './parts.ts'

export const autodiscoverBroken: Scenario = {
  name: 'autodiscover-broken',
  title: 'Autodiscover answers 500 after an update',
  rows: ['H13'],
  hosts: { mail: serving(directories({ autodiscover: { answers: { status: 500 } } })) },
  zone: goodZone,
  expect: everywhere(fails, 'virtual-directory-broken'),
}
