import { goodZone, warns } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving } from './parts.ts'

export const jsonAborted: Scenario = {
  name: 'json-aborted',
  title: 'A rewrite rule of 2022 aborts v2 of Autodiscover',
  rows: ['H14'],
  hosts: { mail: serving(exchange('2019', { autodiscoverJson: 'reset' })) },
  zone: goodZone,
  expect: everywhere(warns, 'rewrite-mitigation-blocking'),
}
