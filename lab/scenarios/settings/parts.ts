import type { SettingsVariation } from '../../exchange/autodiscover/reply.ts'
import type { ExchangeVersion } from '../../exchange/versions.ts'
import { exchange, serving } from '../outlook-anywhere/parts.ts'
import type { Expectation, Host } from '../scenario.ts'

/** A server that hands out settings which differ in something. */
export function handingOut(variation: SettingsVariation, version: ExchangeVersion = '2019'): Host {
  return serving(exchange(version, { autodiscover: { kind: 'settings', ...variation } }))
}

/** What comes of looking at the tenant as Anna, who can sign in. */
export function asAnna(
  perspective: Expectation['perspective'],
  verdict: Expectation['verdict'],
  findings: readonly string[],
  more: Partial<Expectation> = {},
): Expectation {
  return {
    probe: 'outlook-anywhere',
    target: '@',
    perspective,
    signIn: { account: 'anna' },
    verdict,
    findings,
    ...more,
  }
}
