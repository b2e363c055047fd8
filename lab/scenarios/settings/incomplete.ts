import { goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { asAnna, handingOut } from './parts.ts'

/** Settings in which something is missing. */
export const incomplete: readonly Scenario[] = [
  {
    name: 'settings-without-expr',
    title: 'Autodiscover hands out no Outlook Anywhere to clients without MAPI over HTTP',
    rows: ['X01'],
    hosts: { mail: handingOut({ without: ['EXPR', 'EXHTTP'] }) },
    zone: goodZone,
    expect: [asAnna('outside', 'fails', ['expr-missing'])],
  },
  {
    name: 'settings-without-exch',
    title: 'Autodiscover names no mailbox server to clients without MAPI over HTTP',
    rows: ['X02'],
    hosts: { mail: handingOut({ without: ['EXCH'] }) },
    zone: goodZone,
    expect: [asAnna('outside', 'works', ['exch-missing'])],
  },
  {
    name: 'settings-without-method',
    title: 'Autodiscover does not say how to sign in to Outlook Anywhere',
    rows: ['X03'],
    hosts: { mail: handingOut({ authPackage: 'left-out' }) },
    zone: goodZone,
    expect: [asAnna('outside', 'works', ['authpackage-missing'])],
  },
  {
    name: 'mapi-for-the-inside',
    title: 'MAPI over HTTP is handed out with a URL for the inside alone',
    rows: ['X06'],
    hosts: { mail: handingOut({ mapiInternalOnly: true }) },
    zone: goodZone,
    expect: [asAnna('outside', 'works', ['mapi-http-external-missing']), asAnna('inside', 'works', [])],
  },
]
