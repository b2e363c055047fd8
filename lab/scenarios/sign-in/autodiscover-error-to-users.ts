import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

export const autodiscoverErrorToUsers: Scenario = {
  name: 'autodiscover-error-to-users',
  title: 'Autodiscover lets users in, and has configuration errors for them',
  rows: ['X07'],
  hosts: { mail: serving(exchange('2019', { autodiscover: { kind: 'error', code: 602 } })) },
  zone: goodZone,
  expect: asUser(fails, ANNA, 'autodiscover-error-response'),
}
