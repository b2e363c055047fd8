import { goodZone, hostLike, silentBut } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const sniOtherCertificate: Scenario = {
  name: 'sni-other-certificate',
  title: 'Without a server name, another certificate is sent',
  rows: ['T14'],
  hosts: { mail: hostLike({ withoutServerName: { names: ['fallback'] } }) },
  zone: goodZone,
  expect: silentBut('sni-required'),
}
