import { goodZone, hostLike, silentBut } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const sniAlert: Scenario = {
  name: 'sni-alert',
  title: 'Without a server name, there is no handshake',
  rows: ['T14'],
  hosts: { mail: hostLike({ withoutServerName: 'alert' }) },
  zone: goodZone,
  expect: silentBut('sni-required'),
}
