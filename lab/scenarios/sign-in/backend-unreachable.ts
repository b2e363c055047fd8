import { directories, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

const DOWN = { afterSignIn: { status: 503 } } as const

export const backendUnreachable: Scenario = {
  name: 'backend-unreachable',
  title: 'The front end lets users in, and does not reach the back end of their mailboxes',
  rows: ['H23'],
  hosts: { mail: serving(directories({ rpc: DOWN, mapi: DOWN, ews: DOWN, oab: DOWN, activesync: DOWN })) },
  zone: goodZone,
  expect: asUser(fails, ANNA, 'backend-unreachable'),
}
