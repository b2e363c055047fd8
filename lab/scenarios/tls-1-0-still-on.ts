import { fromBothSides, goodZone, hostLike, warns } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const tls10StillOn: Scenario = {
  name: 'tls-1-0-still-on',
  title: 'TLS 1.0 and 1.1 besides 1.2 and 1.3',
  rows: ['T10'],
  hosts: { mail: hostLike({ versions: ['TLSv1', 'TLSv1.3'] }) },
  zone: goodZone,
  expect: fromBothSides(warns, 'certificate', 'mail', 'tls-version-legacy'),
}
