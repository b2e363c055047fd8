import { goodHost, goodZone, silent } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const twoAddresses: Scenario = {
  name: 'two-addresses',
  title: 'Two addresses behind one name, with the same certificate',
  rows: [],
  hosts: { mail: { ...goodHost, addresses: ['ipv4', 'ipv4'] } },
  zone: goodZone,
  expect: silent,
}
