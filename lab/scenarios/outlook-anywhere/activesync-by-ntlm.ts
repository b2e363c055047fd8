import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, directories, serving } from './parts.ts'

export const activesyncByNtlm: Scenario = {
  name: 'activesync-by-ntlm',
  title: 'ActiveSync offers NTLM',
  rows: ['A05'],
  hosts: { mail: serving(directories({ activesync: { schemes: ['NTLM', 'Basic'] } })) },
  zone: goodZone,
  expect: afterDiscovery(works, 'auth-activesync-scheme'),
}
