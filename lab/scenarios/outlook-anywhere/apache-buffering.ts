import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, behind, serving } from './parts.ts'

export const apacheBuffering: Scenario = {
  name: 'apache-buffering',
  title: 'Apache waits for the body before it passes a request on',
  rows: ['H04'],
  hosts: { mail: serving(behind('apache', { buffersRequests: true })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'rpc-channel-buffered'),
}
