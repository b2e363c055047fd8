import type { Severity } from '../engine/index.ts'
import type { ChainLink, ShownChain } from './certificate-chains.ts'
import type { StepMark } from './step-marks.ts'

const DAY = 24 * 60 * 60 * 1000

/** The hosts that present a chain, each with its addresses. Foreign text, as everything here. */
export function chainPlaces({ places }: ShownChain): string[] {
  const hosts = [...new Set(places.map(({ host }) => host))]
  return hosts.map((host) => {
    const endpoints = places.filter((place) => place.host === host).map(({ endpoint }) => endpoint)
    return endpoints.includes(host) ? host : `${host} (${endpoints.join(', ')})`
  })
}

export function linkMark({ found, problems, source }: ChainLink): StepMark {
  const has = (wanted: Severity) => found.some(({ severity }) => severity === wanted)
  if (has('error') || problems.length > 0) return { name: 'bad', ink: 'red' }
  if (has('warning')) return { name: 'warning', ink: 'yellow' }
  if (source === 'unknown') return { name: 'unknown', ink: 'dim' }
  return source === 'unused' ? { name: 'skipped', ink: 'dim' } : { name: 'good', ink: 'green' }
}

/** Where it came from, who issued it, and what the issuer says of it. */
export function originText({ source, presented, store, url, subject, issuer, standing }: ChainLink): string {
  const origin = {
    presented: 'presented',
    fetched: `not presented, fetched from ${url ?? 'its issuer'}`,
    store: `in the trust store ${store ?? ''}${presented ? ', and presented' : ''}`,
    unused: 'presented, and not needed',
    unknown: 'presented',
  }[source]
  const by = subject === issuer ? 'issued by itself' : `issued by ${issuer}`
  const word = standing === undefined ? [] : [STANDINGS.get(standing) ?? `revocation: ${standing}`]
  return [origin, by, ...word].join('; ')
}

const STANDINGS: ReadonlyMap<string, string> = new Map([
  ['good', 'not revoked'],
  ['revoked', 'revoked'],
  ['unknown', 'revocation could not be asked'],
])

/** A thumbprint as Windows and Exchange write it, in one piece to be copied. */
export function thumbprintText(hex: string): string {
  return /^[0-9a-f]{40,64}$/i.test(hex) ? hex.toUpperCase() : 'unreadable'
}

/** From when to when a certificate is valid. */
export interface Validity {
  readonly from: string
  readonly to: string
  /** How much of it is over, 0 to 1. */
  readonly share: number
  /** How many days are left, in words. */
  readonly left: string
}

/** @param at milliseconds since the epoch */
export function validityOf({ notBefore, notAfter }: ChainLink, at: number): Validity {
  const [from, to] = [Date.parse(notBefore), Date.parse(notAfter)]
  const share = Math.min(1, Math.max(0, (at - from) / Math.max(1, to - from)))
  return {
    from: notBefore.slice(0, 10),
    to: notAfter.slice(0, 10),
    share: Number.isNaN(share) ? 0 : share,
    left: daysLeft(from, to, at),
  }
}

function daysLeft(from: number, to: number, at: number): string {
  const days = (milliseconds: number) => {
    const count = Math.trunc(milliseconds / DAY)
    return `${count} ${count === 1 ? 'day' : 'days'}`
  }
  if (at < from) return `not valid for another ${days(from - at)}`
  return at > to ? `expired ${days(at - to)} ago` : `${days(to - at)} left`
}

/** Who trusts it, and who would balk: sentences. */
export function chainRemarks({ trustedBy, notTrustedBy, balking }: ShownChain): string[] {
  const stores =
    trustedBy.length + notTrustedBy.length > 1
      ? [
          `Trusted by ${trustedBy.join(', ') || 'no store'}${notTrustedBy.length > 0 ? `; not by ${notTrustedBy.join(', ')}` : ''}.`,
        ]
      : []
  return [...stores, ...balking.map(({ client, because }) => `Would balk: ${client}: ${because}.`)]
}
