import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheMailbox } from './parts.ts'

export const mapiGatewayFails: Scenario = {
  name: 'mapi-gateway-fails',
  title: 'MAPI over HTTP lets users in, and a gateway behind that finds nobody to serve them',
  rows: ['H13'],
  hosts: { mail: serving(exchange('2019', { mapi: { status: 502 } })) },
  zone: goodZone,
  expect: atTheMailbox(fails, 'error-after-sign-in'),
}
