import type { DirectoryName, DirectorySettings, ExchangeService } from '../../exchange/exchange-service.ts'
import type { ExchangeVersion } from '../../exchange/versions.ts'
import type { FrontEnd, TlsFrontEnd } from '../../front-ends/front-end.ts'
import type { HttpService } from '../../http/service.ts'
import type { ProductName, ProxyService } from '../../proxies/proxy-service.ts'
import { fromBothSides, goodFrontEnd, goodHost, type works } from '../parts.ts'
import type { Expectation, Host } from '../scenario.ts'

/** An Exchange server as its version has it by default, but for the change. */
export function exchange(
  version: ExchangeVersion,
  change: Omit<ExchangeService, 'kind' | 'version'> = {},
): ExchangeService {
  return { kind: 'exchange', version, ...change }
}

/** Exchange 2019 with something else about its directories. */
export function directories(
  settings: Readonly<Partial<Record<DirectoryName, DirectorySettings>>>,
): ExchangeService {
  return exchange('2019', { directories: settings })
}

/** Exchange 2019 behind a proxy. */
export function behind(product: ProductName, change: Partial<ProxyService> = {}): ProxyService {
  return { kind: 'proxy', product, behind: [exchange('2019')], ...change }
}

/** A machine with the service on port 443, behind a firewall that drops the rest. */
export function serving(service: HttpService, change: Partial<TlsFrontEnd> = {}): Host {
  return { ...goodHost, ports: { 443: { ...goodFrontEnd, behind: service, ...change } } }
}

/** A machine with the service on port 80 alone: it refuses TLS. */
export function servingPlainly(service: HttpService): Host {
  const frontEnd: FrontEnd = { kind: 'http', behind: service }
  return { addresses: ['ipv4'], ports: { 80: frontEnd }, others: 'refuse' }
}

/** The same of Autodiscover and of Outlook Anywhere, from both sides. */
export function everywhere(expectation: typeof works, ...codes: string[]): readonly Expectation[] {
  return [
    ...fromBothSides(expectation, 'autodiscover', '@', ...codes),
    ...fromBothSides(expectation, 'outlook-anywhere', '@', ...codes),
  ]
}

/** Autodiscover is found, and what comes after it is as said, from both sides. */
export function afterDiscovery(expectation: typeof works, ...codes: string[]): readonly Expectation[] {
  const [outside, inside] = ['outside', 'inside'] as const
  const discovered = (perspective: Expectation['perspective']): Expectation => ({
    probe: 'autodiscover',
    target: '@',
    perspective,
    verdict: 'works',
    findings: [],
  })
  return [
    discovered(outside),
    discovered(inside),
    ...fromBothSides(expectation, 'outlook-anywhere', '@', ...codes),
  ]
}

/** The same, with advice that belongs to what Outlook Anywhere finds. */
export function advising(advice: string, expectations: readonly Expectation[]): readonly Expectation[] {
  return expectations.map((each) =>
    each.probe === 'outlook-anywhere' ? { ...each, advice: [advice] } : each,
  )
}
