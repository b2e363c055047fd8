import { fails, fromBothSides, goodZone, hostLike } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const tls10Only: Scenario = {
  name: 'tls-1-0-only',
  title: 'Nothing newer than TLS 1.1',
  rows: ['T09'],
  hosts: { mail: hostLike({ versions: ['TLSv1', 'TLSv1.1'] }) },
  zone: goodZone,
  expect: fromBothSides(fails, 'certificate', 'mail', 'tls-version-unusable'),
}
