import type { ExchangeService } from '../exchange/exchange-service.ts'
import type { ProxyService } from '../proxies/proxy-service.ts'
import type { HostingProviderService } from './sites/hosting-provider.ts'
import type { RedirectorService } from './sites/redirector.ts'
import type { WebSiteService } from './sites/web-site.ts'

/** What answers behind a front end, as data. */
export type HttpService =
  | ExchangeService
  | ProxyService
  | RedirectorService
  | WebSiteService
  | HostingProviderService
  | { readonly kind: 'issuers' }
