import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

export const autodiscoverNeverWhole: Scenario = {
  name: 'autodiscover-never-whole',
  title: 'Settings begin to arrive, and never come to an end',
  rows: ['H05'],
  hosts: { mail: serving(exchange('2019', { autodiscoverArrives: 'never-whole' })) },
  zone: goodZone,
  expect: asUser(fails, ANNA, 'sign-in-broken'),
}
