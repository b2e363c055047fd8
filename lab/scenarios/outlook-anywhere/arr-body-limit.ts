import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, behind, serving } from './parts.ts'

export const arrBodyLimit: Scenario = {
  name: 'arr-body-limit',
  title: 'Request filtering on ARR takes bodies of 30 million bytes, as it does by default',
  rows: ['H02'],
  hosts: { mail: serving(behind('arr', { longestBody: 30_000_000 })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'rpc-request-rejected'),
}
