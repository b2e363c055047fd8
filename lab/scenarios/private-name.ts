import { fails, goodHost, works, zoneWith } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const privateName: Scenario = {
  name: 'private-name',
  title: 'Public DNS leads to a name of the inside',
  rows: ['D02'],
  hosts: { mail: goodHost },
  zone: zoneWith({ name: 'autodiscover', type: 'CNAME', target: 'mail.private-name.local.' }),
  views: { inside: [{ name: 'mail.private-name.local.', type: 'HOST', host: 'mail' }] },
  expect: [fails('outside', 'dns', '@', 'dns-private-address'), works('inside', 'dns', '@')],
}
