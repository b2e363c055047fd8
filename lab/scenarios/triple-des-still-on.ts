import { fromBothSides, goodZone, hostLike, warns } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const tripleDesStillOn: Scenario = {
  name: 'triple-des-still-on',
  title: '3DES besides current ciphers',
  rows: ['T10'],
  hosts: { mail: hostLike({ also: { versions: ['TLS 1.2'], ciphers: ['3DES'] } }) },
  zone: goodZone,
  expect: fromBothSides(warns, 'certificate', 'mail', 'tls-version-legacy'),
}
