import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

export const autodiscoverPageToUsers: Scenario = {
  name: 'autodiscover-page-to-users',
  title: 'Who is signed in at Autodiscover gets a web page in place of settings',
  rows: ['H13'],
  hosts: { mail: serving(exchange('2019', { autodiscoverArrives: 'as-page' })) },
  zone: goodZone,
  expect: asUser(fails, ANNA, 'error-after-sign-in'),
}
