import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, behind, serving } from './parts.ts'

export const userAgentFiltered: Scenario = {
  name: 'user-agent-filtered',
  title: 'A filter lets in only who calls himself Outlook',
  rows: ['H19'],
  hosts: { mail: serving(behind('nginx', { admitsUserAgents: ['msrpc', 'microsoft office/'] })) },
  zone: goodZone,
  expect: afterDiscovery(works, 'user-agent-filtered'),
}
