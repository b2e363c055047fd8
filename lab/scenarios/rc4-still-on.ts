import { fromBothSides, goodZone, hostLike, warns } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const rc4StillOn: Scenario = {
  name: 'rc4-still-on',
  title: 'RC4 besides current ciphers',
  rows: ['T10'],
  hosts: { mail: hostLike({ also: { versions: ['TLS 1.2'], ciphers: ['RC4'] } }) },
  zone: goodZone,
  expect: fromBothSides(warns, 'certificate', 'mail', 'tls-version-legacy'),
}
