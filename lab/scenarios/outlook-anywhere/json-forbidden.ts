import { goodZone, warns } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving } from './parts.ts'

export const jsonForbidden: Scenario = {
  name: 'json-forbidden',
  title: 'A rewrite rule of 2022 forbids v2 of Autodiscover',
  rows: ['H14'],
  hosts: { mail: serving(exchange('2019', { autodiscoverJson: { status: 403 } })) },
  zone: goodZone,
  expect: everywhere(warns, 'rewrite-mitigation-blocking'),
}
