import { goodZone, hostWith, silent } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const chainWithRoot: Scenario = {
  name: 'chain-with-root',
  title: 'The server sends the root too',
  rows: [],
  hosts: { mail: hostWith({ chain: 'with-root' }) },
  zone: goodZone,
  expect: silent,
}
