import type { ZoneRecord } from '../../dns/zone.ts'
import type { ExchangeVersion } from '../../exchange/versions.ts'
import { goodCertificate, goodZone, works, zoneWith, zoneWithout } from '../parts.ts'
import type { Host, Scenario } from '../scenario.ts'
import { everywhere, exchange, serving, servingPlainly } from './parts.ts'

const VERSIONS: readonly ExchangeVersion[] = ['2010 SP3', '2013', '2016', '2019', 'SE']

/** A way in which DNS leads to Autodiscover. */
interface Way {
  readonly name: string
  readonly title: string
  readonly zone: readonly ZoneRecord[]
  /** The machines beside the mail server. */
  readonly others?: Readonly<Record<string, Host>>
  /** The certificate of the mail server has no need of the name `autodiscover`. */
  readonly withoutAutodiscoverName?: true
  readonly info?: readonly string[]
  readonly rows?: readonly string[]
}

const WAYS: readonly Way[] = [
  { name: 'by-alias', title: 'by an alias', zone: goodZone },
  {
    name: 'by-address',
    title: 'by an address of its own',
    zone: zoneWith({ name: 'autodiscover', type: 'HOST', host: 'mail' }),
  },
  {
    name: 'by-srv',
    title: 'by an SRV record',
    zone: [
      ...zoneWithout('autodiscover'),
      { name: '_autodiscover._tcp', type: 'SRV', priority: 0, weight: 0, port: 443, target: 'mail' },
    ],
    withoutAutodiscoverName: true,
  },
  {
    name: 'by-redirect',
    title: 'by a redirect on port 80',
    zone: zoneWith({ name: 'autodiscover', type: 'HOST', host: 'redirect' }),
    others: {
      redirect: servingPlainly({
        kind: 'redirector',
        to: { host: 'mail', path: '/autodiscover/autodiscover.xml' },
      }),
    },
    withoutAutodiscoverName: true,
    info: ['redirect-consent-prompt'],
    rows: ['D09'],
  },
]

/** Every version of Exchange, found in every way. */
export const healthyVersions: readonly Scenario[] = VERSIONS.flatMap((version) =>
  WAYS.map((way): Scenario => {
    const certificate = way.withoutAutodiscoverName === true ? { names: ['mail'] } : goodCertificate
    return {
      name: `exchange-${version.slice(0, 4).trim().toLowerCase()}-${way.name}`,
      title: `Exchange ${version}, found ${way.title}`,
      rows: way.rows ?? [],
      hosts: { mail: serving(exchange(version), { certificate }), ...way.others },
      zone: way.zone,
      expect: everywhere(works, ...(way.info ?? [])),
    }
  }),
)
