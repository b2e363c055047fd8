import { serving } from '../outlook-anywhere/parts.ts'
import { goodZone, zoneWith } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { asAnna, handingOut } from './parts.ts'

const site = serving(
  { kind: 'web-site', software: 'apache', unknownPaths: 'not-found' },
  { certificate: { names: ['ews'] } },
)

/** Settings that do not fit together, or not what is there. */
export const contradicting: readonly Scenario[] = [
  {
    name: 'settings-of-two-domains',
    title: 'After a move between forests the mailbox has an address here and a server name of the other side',
    rows: ['X08'],
    hosts: { mail: handingOut({ serverDomain: 'fabrikam.test.' }) },
    zone: goodZone,
    expect: [asAnna('outside', 'works', ['autodiscover-mixed-domains'])],
  },
  {
    name: 'services-on-a-web-site',
    title: 'Free/busy and the address book are handed out under a host where a web site is',
    rows: ['X09'],
    hosts: { mail: handingOut({ servicesHost: 'ews' }), ews: site },
    zone: zoneWith({ name: 'ews', type: 'HOST', host: 'ews' }),
    expect: [asAnna('outside', 'works', ['service-url-unreachable', 'sign-in-broken'])],
  },
]
