import type { Finding, Severity, Subject } from './schema.ts'

/**
 * What two findings must have in common for one to follow from the other.
 * - `certificate`: they are about the same certificate.
 * - `host`: they are about the same host.
 * - `zone`: the consequence's host is the cause's, or lies below it.
 * - `autodiscover`: the cause's host is one at which Outlook looks for Autodiscover of the consequence's domain.
 */
type Bond = 'certificate' | 'host' | 'zone' | 'autodiscover'

/** Certificates that no client takes. */
const REFUSED = [
  'certificate-expired',
  'certificate-untrusted',
  'certificate-name-mismatch',
  'certificate-revoked',
  'certificate-staple-missing',
]

/** Names that lead nowhere, or not to where they should. */
const UNRESOLVED = [
  'dns-dnssec-bogus',
  'dns-server-failure',
  'dns-cname-dangling',
  'dns-private-address',
  'host-not-found',
]

/** What stands in front of Exchange, or Exchange as a whole, turns requests down whatever they ask for. */
const TURNED_DOWN = [
  'publishing-rule-denied',
  'preauthentication-page',
  'client-certificate-required',
  'ssl-required',
  'publishing-inner-name',
  'unexpected-redirect',
  'service-unavailable',
  'throttled',
]

/** Ways to Autodiscover that break before they lead there. */
const LOST_WAYS = [
  'redirect-loop',
  'redirect-insecure',
  'redirect-method-not-a-redirect',
  'port-80-closed',
  'dns-wildcard-hijack',
  'hybrid-wrong-pointer',
]

/**
 * Which finding follows from which, where no single check sees both. Checks that know the cause of what they find name
 * it themselves.
 */
export const CAUSES: readonly {
  readonly from: readonly string[]
  readonly follow: readonly string[]
  readonly by: Bond
  /** What else the consequence must say. */
  readonly when?: (values: Finding['values']) => boolean
}[] = [
  // A certificate that several hosts show is replaced once.
  ...[...REFUSED, 'certificate-chain-incomplete', 'certificate-weak', 'trust-stores-differ'].map((code) => ({
    from: [code],
    follow: [code],
    by: 'certificate' as const,
  })),
  { from: REFUSED, follow: ['root-domain-certificate', 'service-certificate-differs'], by: 'host' },
  {
    from: REFUSED,
    follow: ['redirect-insecure'],
    by: 'host',
    when: ({ problem }) => problem === 'certificate',
  },
  { from: ['certificate-name-mismatch'], follow: ['principal-name-mismatch'], by: 'certificate' },
  {
    from: ['certificate-untrusted', 'certificate-chain-incomplete'],
    follow: ['trust-stores-differ'],
    by: 'certificate',
  },
  // A zone that is broken breaks every name in it.
  ...['dns-dnssec-bogus', 'dns-server-failure', 'dns-delegation-broken'].map((code) => ({
    from: [code],
    follow: [code],
    by: 'zone' as const,
  })),
  { from: UNRESOLVED, follow: ['port-closed', 'ipv6-unreachable', 'internal-name-published'], by: 'host' },
  { from: [...UNRESOLVED, ...LOST_WAYS], follow: ['dns-autodiscover-missing'], by: 'autodiscover' },
  { from: UNRESOLVED, follow: ['srv-shadowed'], by: 'host' },
  { from: ['dns-autodiscover-missing'], follow: ['srv-missing'], by: 'zone' },
  {
    from: ['dns-wildcard-hijack'],
    follow: [
      ...REFUSED,
      'autodiscover-foreign-provider',
      'redirect-method-not-a-redirect',
      'root-domain-certificate',
    ],
    by: 'host',
  },
  // Who ends TLS with outdated versions alone has them on.
  { from: ['tls-version-unusable'], follow: ['tls-version-legacy', 'tls-handshake-failed'], by: 'host' },
  { from: ['client-certificate-required'], follow: ['tls-handshake-failed'], by: 'host' },
  {
    from: TURNED_DOWN,
    follow: [
      'mapi-path-not-published',
      'rpc-method-not-allowed',
      'rpc-request-rejected',
      'rpc-channel-buffered',
      'rpc-proxy-missing',
      'autodiscover-error-response',
      'rewrite-mitigation-blocking',
    ],
    by: 'host',
  },
  {
    from: ['component-inactive'],
    follow: ['service-unavailable', 'mapi-path-not-published', 'virtual-directory-broken'],
    by: 'host',
  },
  { from: ['virtual-directory-broken'], follow: ['autodiscover-error-response'], by: 'host' },
]

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1, advice: 0 }

/**
 * The findings with their causes by {@link CAUSES} beside those that checks named. A cause is never less severe than what
 * follows from it, never follows from it itself, and of several findings of one code about the same the one
 * with the shortest name is the cause of the others, whatever the order in which they were found.
 */
export function withCauses(findings: readonly Finding[]): Finding[] {
  const causes = new Map(findings.map(({ id, causedBy }) => [id, [...causedBy]]))
  for (const { from, follow, by, when } of CAUSES) {
    const effects = findings.filter(({ code, values }) => follow.includes(code) && (when?.(values) ?? true))
    if (effects.length === 0) continue
    const candidates = findings.filter(({ code }) => from.includes(code))
    for (const effect of effects) {
      for (const cause of candidates) {
        if (cause.id === effect.id || !mayCause(cause, effect) || !bound(cause, effect, by)) continue
        const known = causes.get(effect.id)
        if (known?.includes(cause.id) || reaches(causes, cause.id, effect.id)) continue
        known?.push(cause.id)
      }
    }
  }
  return findings.map((finding) => ({ ...finding, causedBy: causes.get(finding.id) ?? [] }))
}

function mayCause(cause: Finding, effect: Finding): boolean {
  if (RANK[cause.severity] < RANK[effect.severity]) return false
  return cause.code !== effect.code || precedes(hostOf(cause.subject) ?? '', hostOf(effect.subject) ?? '')
}

function precedes(left: string, right: string): boolean {
  return left.length < right.length || (left.length === right.length && left < right)
}

function bound(cause: Finding, effect: Finding, by: Bond): boolean {
  if (by === 'certificate') {
    const [left, right] = [cause.subject, effect.subject]
    return left.kind === 'certificate' && right.kind === 'certificate' && left.sha256 === right.sha256
  }
  const [at, on] = [hostOf(cause.subject), leadsTo(effect) ?? hostOf(effect.subject)]
  if (at === undefined || on === undefined) return false
  switch (by) {
    case 'host':
      return at === on
    case 'zone':
      return on === at || on.endsWith(`.${at}`)
    case 'autodiscover':
      return [on, `autodiscover.${on}`, `_autodiscover._tcp.${on}`].includes(at)
  }
}

/** Whether a finding follows from another, be it by way of others. */
function reaches(causes: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set([from])
  for (const id of seen) for (const next of causes.get(id) ?? []) seen.add(next)
  return seen.has(to)
}

/** The host at which a finding says that something breaks, where that is not its subject's. */
function leadsTo({ values: { to, target } }: Finding): string | undefined {
  const place = to ?? target
  if (typeof place !== 'string') return undefined
  return (URL.parse(place)?.hostname ?? place).toLowerCase()
}

/** The host that a finding is about. */
function hostOf(subject: Subject): string | undefined {
  return nameOf(subject)?.toLowerCase()
}

function nameOf(subject: Subject): string | undefined {
  switch (subject.kind) {
    case 'domain':
      return subject.domain
    case 'record':
      return subject.name
    case 'url':
      return URL.parse(subject.url)?.hostname
    case 'address':
    case 'endpoint':
      return subject.host ?? subject.address
    case 'host':
    case 'certificate':
    case 'setting':
      return subject.host
    default:
      return undefined
  }
}
