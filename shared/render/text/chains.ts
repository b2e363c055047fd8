import type { Report, Severity } from '../../engine/index.ts'
import { type ChainLink, certificateChains, type ShownChain } from '../certificate-chains.ts'
import { displayWidth } from './display-width.ts'
import type { StepMark } from './step-marks.ts'
import type { Style } from './style.ts'
import { wrap } from './wrap.ts'

const DAY = 24 * 60 * 60 * 1000

/** Each chain as a tree: the trust anchor on top, below each certificate the one that it certifies. */
export function chainSections(report: Report, style: Style): string[] {
  const at = Date.parse(report.startedAt)
  return certificateChains(report).flatMap((chain) => {
    const onPath = chain.links.filter(({ source }) => source !== 'unused')
    const unused = chain.links.filter(({ source }) => source === 'unused')
    return [
      ...heading(chain, style),
      '',
      ...[...onPath].reverse().flatMap((link, depth) => linkLines(link, { depth, at, style })),
      ...unused.flatMap((link) => linkLines(link, { depth: 0, at, style })),
      ...remarks(chain).flatMap((line) =>
        wrap(style.foreign(line), style.proseWidth, { first: '  ', rest: '    ' }),
      ),
      '',
    ]
  })
}

function heading({ places }: ShownChain, style: Style): string[] {
  const hosts = [...new Set(places.map(({ host }) => host))]
  const named = hosts.map((host) => {
    const endpoints = places.filter((place) => place.host === host).map(({ endpoint }) => endpoint)
    return endpoints.includes(host) ? host : `${host} (${endpoints.join(', ')})`
  })
  const lines = wrap(style.foreign(`CERTIFICATES of ${named.join(', ')}`), style.width, {
    first: '',
    rest: '  ',
  })
  return lines.map((line) => style.paint('bold', line))
}

function linkLines(
  link: ChainLink,
  { depth, at, style }: { depth: number; at: number; style: Style },
): string[] {
  const indent = '  '.repeat(1 + Math.min(depth, Math.floor(style.width / 20)))
  const mark = markOf(link)
  const sign = style.mark(mark.name)
  const below = { first: `${indent}  `, rest: `${indent}    ` }
  const [name = '', ...more] = wrap(style.foreign(link.subject || 'without a name'), style.width, {
    first: `${indent}${sign} `,
    rest: `${indent}    `,
  })
  const painted = `${indent}${style.paint(mark.ink, sign)}${name.slice(indent.length + sign.length)}`
  const detail = (text: string) => wrap(text, style.width, below).map((line) => style.paint('dim', line))
  return [
    painted,
    ...more,
    ...detail(style.foreign(originOf(link))),
    ...detail(style.foreign([link.key, link.signature].filter(Boolean).join(', '))),
    ...detail(validity(link, at, style)),
    ...thumbprint('SHA-1', link.thumbprint, below.first, style),
    ...thumbprint('SHA-256', link.sha256, below.first, style),
    ...link.problems.flatMap((problem) => wrap(style.foreign(problem), style.width, below)),
    ...link.found.flatMap(({ code, severity }) =>
      wrap(`${style.arrow} ${style.foreign(code)}`, style.width, below).map((line) =>
        style.paint(INKS[severity], line),
      ),
    ),
  ]
}

/** As Windows and Exchange write it, in one piece to be copied; in halves where the screen has no room for that. */
function thumbprint(label: string, hex: string, indent: string, style: Style): string[] {
  const shown = /^[0-9a-f]{40,64}$/i.test(hex) ? hex.toUpperCase() : 'unreadable'
  const whole = `${indent}${label} ${shown}`
  const lines =
    displayWidth(whole) <= style.width
      ? [whole]
      : [`${indent}${label}`, ...[shown.slice(0, 32), shown.slice(32)].map((half) => `${indent}${half}`)]
  return lines.map((line) => style.paint('dim', line))
}

const INKS = { error: 'red', warning: 'yellow', info: 'cyan', advice: 'cyan' } as const

function markOf({ found, problems, source }: ChainLink): StepMark {
  const has = (wanted: Severity) => found.some(({ severity }) => severity === wanted)
  if (has('error') || problems.length > 0) return { name: 'bad', ink: 'red' }
  if (has('warning')) return { name: 'warning', ink: 'yellow' }
  if (source === 'unknown') return { name: 'unknown', ink: 'dim' }
  return source === 'unused' ? { name: 'skipped', ink: 'dim' } : { name: 'good', ink: 'green' }
}

/** Where it came from, who issued it, and what the issuer says of it. */
function originOf({ source, presented, store, url, subject, issuer, standing }: ChainLink): string {
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

/** From when to when, how much of it is over, and how many days are left. */
function validity({ notBefore, notAfter }: ChainLink, at: number, style: Style): string {
  const [from, to] = [Date.parse(notBefore), Date.parse(notAfter)]
  const share = Math.min(1, Math.max(0, (at - from) / Math.max(1, to - from)))
  const bar = style.bar(Number.isNaN(share) ? 0 : share, style.width < 80 ? 10 : 20)
  const dates = `${style.foreign(notBefore.slice(0, 10))} ${bar} ${style.foreign(notAfter.slice(0, 10))}`
  return `${dates}, ${daysLeft(from, to, at)}`
}

function daysLeft(from: number, to: number, at: number): string {
  const days = (milliseconds: number) => {
    const count = Math.trunc(milliseconds / DAY)
    return `${count} ${count === 1 ? 'day' : 'days'}`
  }
  if (at < from) return `not valid for another ${days(from - at)}`
  return at > to ? `expired ${days(at - to)} ago` : `${days(to - at)} left`
}

function remarks({ trustedBy, notTrustedBy, balking }: ShownChain): string[] {
  const stores =
    trustedBy.length + notTrustedBy.length > 1
      ? [
          `Trusted by ${trustedBy.join(', ') || 'no store'}${notTrustedBy.length > 0 ? `; not by ${notTrustedBy.join(', ')}` : ''}.`,
        ]
      : []
  return [...stores, ...balking.map(({ client, because }) => `Would balk: ${client}: ${because}.`)]
}
