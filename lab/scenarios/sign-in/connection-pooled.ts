import { behind, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

export const connectionPooled: Scenario = {
  name: 'connection-pooled',
  title: 'A proxy takes another connection to the one server for each request: only who signs in can tell',
  rows: ['H05'],
  hosts: { mail: serving(behind('nginx', { connections: 'pooled' })) },
  zone: goodZone,
  expect: asUser(fails, ANNA, 'ntlm-connection-not-kept'),
}
