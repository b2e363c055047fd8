import { directories, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

export const autodiscoverForbidsUsers: Scenario = {
  name: 'autodiscover-forbids-users',
  title: 'Autodiscover asks who somebody is, and then forbids him the path',
  rows: ['H13'],
  hosts: { mail: serving(directories({ autodiscover: { afterSignIn: { status: 403 } } })) },
  zone: goodZone,
  expect: asUser(fails, ANNA, 'error-after-sign-in'),
}
