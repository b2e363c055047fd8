import { goodZone, hostWith, silentBut } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateAgainstRules: Scenario = {
  name: 'certificate-against-rules',
  title: 'The extended key usage is critical, which public authorities may not do and every client takes',
  rows: [],
  hosts: { mail: hostWith({ criticalUsage: true }) },
  zone: goodZone,
  expect: silentBut('certificate-against-rules'),
}
