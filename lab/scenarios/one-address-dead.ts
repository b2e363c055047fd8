import { fromBothSides, goodHost, warns, zoneWith } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const oneAddressDead: Scenario = {
  name: 'one-address-dead',
  title: 'Nothing listens on one of two addresses',
  rows: ['D13'],
  hosts: { mail: goodHost, 'mail-2': { ...goodHost, ports: { 443: 'refuse' } } },
  zone: zoneWith(
    { name: 'mail', type: 'HOST', host: 'mail' },
    { name: 'mail', type: 'HOST', host: 'mail-2' },
  ),
  expect: fromBothSides(warns, 'reachability', 'mail', 'address-inconsistent'),
}
