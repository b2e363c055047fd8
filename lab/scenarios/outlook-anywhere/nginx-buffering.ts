import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, behind, serving } from './parts.ts'

export const nginxBuffering: Scenario = {
  name: 'nginx-buffering',
  title: 'nginx takes a whole request in before it passes it on',
  rows: ['H04'],
  hosts: { mail: serving(behind('nginx', { buffersRequests: true })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'rpc-channel-buffered'),
}
