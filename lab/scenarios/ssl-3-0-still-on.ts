import { fromBothSides, goodZone, hostLike, warns } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const ssl30StillOn: Scenario = {
  name: 'ssl-3-0-still-on',
  title: 'SSL 3.0 besides TLS 1.2 and 1.3',
  rows: ['T10'],
  hosts: { mail: hostLike({ also: { versions: ['SSL 3.0'], ciphers: ['3DES'] } }) },
  zone: goodZone,
  expect: fromBothSides(warns, 'certificate', 'mail', 'tls-version-legacy'),
}
