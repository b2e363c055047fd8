import type { Accounts } from '../accounts/index.ts'
import type { Authority } from '../ca/authority.ts'
import type { CertificateSpec } from '../ca/certificate-spec.ts'
import { exchangeSite } from '../exchange/exchange-site.ts'
import type { Sessions } from '../exchange/sessions.ts'
import { proxySite } from '../proxies/proxy-site.ts'
import type { Site } from './message.ts'
import type { HttpService } from './service.ts'
import { hostingProviderSite } from './sites/hosting-provider.ts'
import { issuersSite } from './sites/issuers.ts'
import { redirectorSite } from './sites/redirector.ts'
import { webSite } from './sites/web-site.ts'

/** What a web service needs of the lab around it. */
export interface SiteSurroundings {
  readonly authority: Authority
  /** The tenant's domain. */
  readonly domain: string
  readonly accounts: Accounts
  /** What clients have open at the tenant's servers. */
  readonly sessions: Sessions
}

/** The service that the data describes, ready for connections. */
export function siteOf(service: HttpService, surroundings: SiteSurroundings): Site {
  const { authority, domain } = surroundings
  switch (service.kind) {
    case 'exchange':
      return exchangeSite(service, surroundings)
    case 'proxy':
      return proxySite(
        service,
        service.behind.map((one) => siteOf(one, surroundings)),
        domain,
        async () => (await authority.issue(INNER_CERTIFICATE, domain)).chain[0] ?? new Uint8Array(),
      )
    case 'redirector':
      return redirectorSite(service, domain)
    case 'web-site':
      return webSite(service, domain)
    case 'hosting-provider':
      return hostingProviderSite(domain)
    case 'issuers':
      return issuersSite(authority)
  }
}

/** What an Exchange server inside has, where a proxy has the certificate that clients see: the one that setup made. */
const INNER_CERTIFICATE: CertificateSpec = { names: ['ex01.corp'], issuer: 'self', key: 'P-256' }
