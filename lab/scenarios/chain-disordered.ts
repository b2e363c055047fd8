import { goodZone, hostWith, silent } from './parts.ts'
import type { Scenario } from './scenario.ts'

/** TLS 1.2 asks for an order; clients, Windows among them, put it right. */
export const chainDisordered: Scenario = {
  name: 'chain-disordered',
  title: 'The server sends the root before the intermediate',
  rows: [],
  hosts: { mail: hostWith({ chain: 'disordered' }) },
  zone: goodZone,
  expect: silent,
}
