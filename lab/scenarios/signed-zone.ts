import { goodHost, goodZone, silent } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const signedZone: Scenario = {
  name: 'signed-zone',
  title: 'The zone is signed, and its answers validate',
  rows: [],
  hosts: { mail: goodHost },
  zone: goodZone,
  signed: true,
  expect: silent,
}
