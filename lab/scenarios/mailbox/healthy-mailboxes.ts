import type { ExchangeVersion } from '../../exchange/versions.ts'
import { behind, exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheMailbox, atTheProxy } from './parts.ts'

const VERSIONS: readonly ExchangeVersion[] = ['2010 SP3', '2013', '2016', '2019', 'SE']

/** The mailbox opens, by every version of Exchange and through a proxy. */
export const healthyMailboxes: readonly Scenario[] = [
  ...VERSIONS.map(
    (version): Scenario => ({
      name: `mailbox-on-${version.slice(0, 4).trim().toLowerCase()}`,
      title: `A mailbox on Exchange ${version}`,
      rows: [],
      hosts: { mail: serving(exchange(version)) },
      zone: goodZone,
      expect: [...atTheProxy(works), ...atTheMailbox(works)],
    }),
  ),
  {
    name: 'mailbox-behind-a-proxy',
    title: 'A mailbox behind a proxy that passes everything on',
    rows: [],
    hosts: { mail: serving(behind('haproxy')) },
    zone: goodZone,
    expect: [...atTheProxy(works), ...atTheMailbox(works)],
  },
]
