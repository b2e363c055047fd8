import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { advising, behind, everywhere, serving } from './parts.ts'

export const authenticateStripped: Scenario = {
  name: 'authenticate-stripped',
  title: 'A proxy takes WWW-Authenticate out of the answers of /rpc and all others',
  rows: ['A01'],
  hosts: { mail: serving(behind('haproxy', { dropsFields: ['WWW-Authenticate'] })) },
  zone: goodZone,
  expect: advising('settings-revert', everywhere(fails, 'auth-none-offered')),
}
