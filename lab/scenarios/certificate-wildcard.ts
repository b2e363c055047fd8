import { goodZone, hostWith, silent } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateWildcard: Scenario = {
  name: 'certificate-wildcard',
  title: 'A wildcard certificate covers both names',
  rows: [],
  hosts: { mail: hostWith({ names: ['*'] }) },
  zone: goodZone,
  expect: silent,
}
