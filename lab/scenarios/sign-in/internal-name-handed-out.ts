import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

export const internalNameHandedOut: Scenario = {
  name: 'internal-name-handed-out',
  title: 'Autodiscover tells Outlook of a proxy by a name that only the inside has',
  rows: ['X04'],
  hosts: {
    mail: serving(exchange('2016', { autodiscover: { kind: 'settings', outlookAnywhereHost: 'ex01.corp' } })),
  },
  zone: goodZone,
  expect: asUser(fails, ANNA, 'internal-name-published').filter(
    ({ perspective }) => perspective === 'outside',
  ),
}
