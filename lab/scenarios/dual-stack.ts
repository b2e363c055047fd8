import { goodHost, goodZone, silent } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const dualStack: Scenario = {
  name: 'dual-stack',
  title: 'IPv4 and IPv6, both of which answer',
  rows: [],
  hosts: { mail: { ...goodHost, addresses: ['ipv4', 'ipv6'] } },
  zone: goodZone,
  expect: silent,
}
