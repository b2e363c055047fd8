import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone, warns } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

export const settingsWithoutTls: Scenario = {
  name: 'settings-without-tls',
  title: 'Autodiscover tells Outlook to do without TLS',
  rows: ['A07'],
  hosts: { mail: serving(exchange('2016', { autodiscover: { kind: 'settings', withoutTls: true } })) },
  zone: goodZone,
  expect: asUser(warns, ANNA, 'ssl-not-required'),
}
