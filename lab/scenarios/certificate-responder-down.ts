import { goodZone, hostWith, silentBut } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateResponderDown: Scenario = {
  name: 'certificate-responder-down',
  title: "The issuer's OCSP responder is down, and its revocation list is gone",
  rows: [],
  hosts: { mail: hostWith({ ocsp: 'down', list: 'gone' }) },
  zone: goodZone,
  expect: silentBut('revocation-unknown'),
}
