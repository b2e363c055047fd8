import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone, warns } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

export const mapiHttpNotHandedOut: Scenario = {
  name: 'mapi-http-not-handed-out',
  title: 'Exchange 2019 tells nobody of MAPI over HTTP',
  rows: ['X05'],
  hosts: { mail: serving(exchange('2019')) },
  zone: goodZone,
  accounts: { users: [{ name: 'anna', mailbox: { without: ['mapi-http'] } }] },
  expect: asUser(warns, ANNA, 'mapi-http-not-offered'),
}
