import { absoluteName } from '../dns/absolute-name.ts'
import type { NtlmTarget } from '../ntlm/challenge-message.ts'
import type { JsonHosts } from './autodiscover/json-reply.ts'
import type { ExchangeService } from './exchange-service.ts'
import { VERSIONS, type VersionFacts } from './versions.ts'

/** A server with every name that it goes by. */
export interface ServerFacts {
  readonly version: VersionFacts
  readonly netbiosName: string
  /** The computer's name in the Active Directory domain. */
  readonly dnsName: string
  readonly ntlm: NtlmTarget
  /** A policy refuses NTLM. */
  readonly refusesNtlm: boolean
  /** The host in the URLs that it hands out. */
  readonly namespace: string
  /** The hosts in the answers of v2 of Autodiscover. */
  readonly jsonHosts: JsonHosts
  /** The tenant's domain. */
  readonly domain: string
  readonly clockAheadMinutes: number
}

/** The server that the data describes, at a tenant. */
export function serverFacts(service: ExchangeService, domain: string): ServerFacts {
  const { server = 'EX01', activeDirectory = { netbios: 'CORP', dns: 'corp' } } = service
  const version = VERSIONS[service.version]
  const { namespace = 'mail', serviceHosts = {} } = service
  const host = (name = namespace) => absoluteName(name, domain)
  const dnsDomain = absoluteName(activeDirectory.dns, domain)
  const dnsName = `${server.toLowerCase()}.${dnsDomain}`
  return {
    version,
    netbiosName: server,
    dnsName,
    ntlm: {
      netbiosDomain: activeDirectory.netbios,
      netbiosComputer: server,
      dnsDomain,
      dnsComputer: dnsName,
      dnsForest: dnsDomain,
      windows: version.windows,
    },
    refusesNtlm: service.ntlm === 'refused',
    namespace: host(),
    jsonHosts: {
      autodiscover: host(),
      ews: host(serviceHosts.ews),
      activeSync: host(serviceHosts.activeSync),
      ...(service.jsonDomains && {
        domains: service.jsonDomains.map((name) => absoluteName(name, domain)),
      }),
    },
    domain,
    clockAheadMinutes: service.clockAheadMinutes ?? 0,
  }
}
