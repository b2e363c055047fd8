import { canonicalText, type Plain } from './plain.ts'
import type { Finding, Severity, Subject } from './schema.ts'

/**
 * What two findings must have in common for one to follow from the other.
 * - `certificate`: they are about the same certificate.
 * - `host`: they are about the same host.
 * - `directory`: they are about the same virtual directory of the same host.
 * - `mailbox`: they are about the same mailbox.
 * - `neighbour`: their hosts are the same, or stand side by side in the same domain.
 * - `zone`: the consequence's host is the cause's, or lies below it.
 * - `autodiscover`: the cause's host is one at which Outlook looks for Autodiscover of the consequence's domain.
 */
type Bond = 'certificate' | 'host' | 'directory' | 'mailbox' | 'neighbour' | 'zone' | 'autodiscover'

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

/** Nobody signs in by NTLM, whoever it is and whatever the password. */
const NTLM_BROKEN = ['ntlm-connection-not-kept', 'ntlm-proxy-realm']

/** What a user's own services say when they do not get to do their work. */
const SERVICES_FAIL = ['web-service-failed', 'offline-address-book-broken', 'activesync-failed']
const MAPI_FAILS = ['mapi-http-refused', 'mapi-http-answer-broken']
const RPC_FAILS = ['rpc-server-unavailable', 'rpc-directory-endpoint-down', 'rpc-answer-broken']

/** The mailbox is not one that this user can open here, by whatever protocol. */
const MAILBOX_NOT_HERE = [
  'mailbox-unknown',
  'mailbox-elsewhere',
  'mailbox-account-disabled',
  'mailbox-in-transit',
]

const wasDenied = ({ code, problem }: Finding['values']) => code === 'HTTP 401' || problem === 'denied'

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
  /** What both must say alike. */
  readonly alike?: readonly string[]
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
  // Who does not prove to be the host gets no credential.
  {
    from: [...REFUSED, 'certificate-chain-incomplete', 'trust-stores-differ'],
    follow: ['sign-in-withheld'],
    by: 'host',
    when: ({ why }) => why === 'untrusted-certificate',
  },
  {
    from: ['certificate-untrusted', 'certificate-chain-incomplete'],
    follow: ['revocation-unknown'],
    by: 'certificate',
  },
  // What is not reached does not answer; what answers wrongly is a fault of its own.
  {
    from: [...UNRESOLVED, 'internal-name-published'],
    follow: ['service-url-unreachable'],
    by: 'host',
    when: ({ problem }) => problem === 'no-address',
  },
  {
    from: [...UNRESOLVED, 'port-closed', 'tls-version-unusable', 'tls-handshake-failed'],
    follow: ['service-url-unreachable'],
    by: 'host',
    when: ({ problem }) => problem === 'unreachable',
  },
  // A refusal means nothing where the messages do not arrive, or arrive at somebody else.
  {
    from: NTLM_BROKEN,
    follow: [
      'credential-refused',
      'extended-protection',
      'ntlm-not-possible',
      'auth-scheme-mismatch',
      'rpc-access-denied',
      'channel-affinity-lost',
      'sign-in-broken',
      ...RPC_FAILS,
      ...MAPI_FAILS,
      ...SERVICES_FAIL,
    ],
    by: 'host',
  },
  // What stands in front of two names does the same to both, and is mended once.
  ...[
    { code: 'ntlm-connection-not-kept', alike: ['how'] },
    { code: 'ntlm-not-possible', alike: ['offered', 'authority'] },
    { code: 'ssl-required', alike: [] },
    { code: 'auth-none-offered', alike: [] },
  ].map(({ code, alike }) => ({ from: [code], follow: [code], by: 'neighbour' as const, alike })),
  // A host without the one service has no other, either.
  {
    from: ['service-url-unreachable'],
    follow: ['service-url-unreachable'],
    by: 'host',
    alike: ['problem', 'status'],
  },
  // What breaks one directory in a way breaks the others in the same.
  { from: ['sign-in-broken'], follow: ['sign-in-broken'], by: 'host', alike: ['how', 'status', 'problem'] },
  {
    from: ['error-after-sign-in'],
    follow: ['error-after-sign-in'],
    by: 'host',
    alike: ['status', 'product'],
  },
  { from: ['ntlm-proxy-realm'], follow: ['ntlm-connection-not-kept'], by: 'host' },
  { from: ['auth-none-offered'], follow: ['auth-scheme-mismatch', 'ntlm-not-possible'], by: 'directory' },
  // Each of their mends tells Outlook to sign in by NTLM.
  { from: ['auth-scheme-mismatch', 'coexistence-ntlm-missing'], follow: ['auth-basic-only'], by: 'host' },
  {
    from: ['credential-refused', 'extended-protection'],
    follow: SERVICES_FAIL,
    by: 'host',
    when: wasDenied,
  },
  { from: ['extended-protection'], follow: ['rpc-access-denied', ...MAPI_FAILS], by: 'directory' },
  // Who was let in at one directory, and is refused at another one that looks at the binding.
  {
    from: ['extended-protection'],
    follow: ['sign-in-broken'],
    by: 'host',
    when: ({ how }) => how === 'refused-later',
  },
  // Where there is no such directory, or the way to it is denied, nobody is asked to sign in.
  {
    from: ['mapi-path-not-published', 'service-url-unreachable'],
    follow: ['sign-in-broken'],
    by: 'host',
    when: ({ how }) => how === 'not-asked',
  },
  // What comes after the sign-in needs the directory in front of it.
  {
    from: [...TURNED_DOWN, 'component-inactive', 'virtual-directory-broken'],
    follow: [
      ...RPC_FAILS,
      ...MAPI_FAILS,
      ...SERVICES_FAIL,
      'rpc-access-denied',
      'service-url-unreachable',
      'sign-in-broken',
      'error-after-sign-in',
    ],
    by: 'directory',
  },
  // Nothing is done for somebody who is not let in, or whose requests do not get to where it would be done.
  {
    from: ['sign-in-broken'],
    follow: [
      ...RPC_FAILS,
      ...MAPI_FAILS,
      ...SERVICES_FAIL,
      'rpc-access-denied',
      'channel-affinity-lost',
      'error-after-sign-in',
    ],
    by: 'directory',
  },
  {
    from: ['error-after-sign-in'],
    follow: [...RPC_FAILS, ...MAPI_FAILS, 'channel-affinity-lost'],
    by: 'directory',
  },
  {
    from: ['backend-unreachable'],
    follow: [
      ...RPC_FAILS,
      ...MAPI_FAILS,
      ...SERVICES_FAIL,
      'service-unavailable',
      'virtual-directory-broken',
      'error-after-sign-in',
    ],
    by: 'host',
  },
  {
    from: ['rpc-proxy-missing', 'rpc-method-not-allowed', 'rpc-request-rejected'],
    follow: ['rpc-channel-buffered', 'channel-affinity-lost', 'idle-timeout-short', ...RPC_FAILS],
    by: 'directory',
  },
  // Channels that are held back never meet, and what never met looks like a server that is silent.
  {
    from: ['rpc-channel-buffered'],
    follow: ['channel-affinity-lost', 'idle-timeout-short', ...RPC_FAILS],
    by: 'directory',
  },
  {
    from: ['channel-affinity-lost'],
    follow: ['idle-timeout-short', ...RPC_FAILS, ...MAPI_FAILS],
    by: 'directory',
  },
  { from: ['mapi-path-not-published'], follow: MAPI_FAILS, by: 'directory' },
  {
    from: ['rpc-server-unavailable'],
    follow: ['rpc-directory-endpoint-down', 'rpc-answer-broken'],
    by: 'directory',
  },
  // Both ask a global catalog.
  { from: ['rpc-directory-endpoint-down'], follow: ['referral-refused'], by: 'host' },
  {
    from: MAILBOX_NOT_HERE,
    follow: ['logon-refused', 'name-not-resolved', 'mailbox-access-denied', ...SERVICES_FAIL],
    by: 'mailbox',
  },
  { from: ['mapi-disabled'], follow: ['logon-refused', 'exch-missing'], by: 'mailbox' },
  { from: ['rpc-http-disallowed'], follow: ['logon-refused'], by: 'mailbox' },
]

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1, advice: 0 }

/**
 * The findings with their causes by {@link CAUSES} beside those that checks named. A cause is never less severe than what
 * follows from it, never follows from it itself, and of several findings of one code about the same the one
 * with the shortest name is the cause of the others, whatever the order in which they were found.
 */
export function withCauses(findings: readonly Finding[]): Finding[] {
  const causes = new Map(findings.map(({ id, causedBy }) => [id, [...causedBy]]))
  for (const { from, follow, by, when, alike = [] } of CAUSES) {
    const effects = findings.filter(({ code, values }) => follow.includes(code) && (when?.(values) ?? true))
    if (effects.length === 0) continue
    const candidates = findings.filter(({ code }) => from.includes(code))
    for (const effect of effects) {
      for (const cause of candidates) {
        if (cause.id === effect.id || !mayCause(cause, effect) || !bound(cause, effect, by)) continue
        if (!alike.every((key) => sayAlike(cause.values[key], effect.values[key]))) continue
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
  if (cause.code !== effect.code) return true
  const left = hostOf(cause.subject) ?? ''
  const right = hostOf(effect.subject) ?? ''
  return left === right
    ? precedes(canonicalText(cause.subject) ?? '', canonicalText(effect.subject) ?? '')
    : precedes(left, right)
}

function sayAlike(left: Plain | undefined, right: Plain | undefined): boolean {
  if (left === undefined || right === undefined) return left === right
  return canonicalText(left) === canonicalText(right)
}

function precedes(left: string, right: string): boolean {
  return left.length < right.length || (left.length === right.length && left < right)
}

function bound(cause: Finding, effect: Finding, by: Bond): boolean {
  if (by === 'certificate') {
    const [left, right] = [cause.subject, effect.subject]
    return left.kind === 'certificate' && right.kind === 'certificate' && left.sha256 === right.sha256
  }
  if (by === 'mailbox') {
    const mailbox = mailboxOf(cause)
    return mailbox !== undefined && mailbox === mailboxOf(effect)
  }
  const [at, on] = [hostOf(cause.subject), leadsTo(effect) ?? hostOf(effect.subject)]
  if (at === undefined || on === undefined) return false
  switch (by) {
    case 'host':
      return at === on
    case 'directory':
      return at === on && directoriesOf(cause).some((each) => directoriesOf(effect).includes(each))
    case 'neighbour':
      return at === on || parentOf(at) === parentOf(on)
    case 'zone':
      return on === at || on.endsWith(`.${at}`)
    case 'autodiscover':
      return [on, `autodiscover.${on}`, `_autodiscover._tcp.${on}`].includes(at)
  }
}

/** The domain in which a host stands; an address stands in none but its own. */
function parentOf(host: string): string {
  const [first = '', ...rest] = host.split('.')
  return rest.length < 2 || /^\d+$/.test(first) ? host : rest.join('.')
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

/** The mailbox that a finding is about, or in whose name something was tried. */
function mailboxOf({ subject, values }: Finding): string | undefined {
  const mailbox = subject.kind === 'mailbox' ? subject.mailbox : values.mailbox
  return typeof mailbox === 'string' ? mailbox.toLowerCase() : undefined
}

/** The virtual directories whose settings have names of their own. */
const DIRECTORY_OF_SETTINGS: Readonly<Record<string, string>> = {
  OutlookAnywhere: 'rpc',
  MapiVirtualDirectory: 'mapi',
  WebServicesVirtualDirectory: 'ews',
  OabVirtualDirectory: 'oab',
  ActiveSyncVirtualDirectory: 'microsoft-server-activesync',
}

/** The virtual directories that a finding is about, in lower case: the first parts of their paths. */
function directoriesOf({ subject, values }: Finding): readonly string[] {
  const { directories, paths, path } = values
  const named = [directories, paths, path].flat().filter((each) => typeof each === 'string')
  if (named.length > 0) return named.map(firstPart)
  if (subject.kind === 'url') return [firstPart(URL.parse(subject.url)?.pathname ?? '')]
  if (subject.kind !== 'setting') return []
  const [owner = ''] = subject.setting.split('.')
  return [DIRECTORY_OF_SETTINGS[owner] ?? owner]
}

function firstPart(path: string): string {
  return path.replace(/^\//, '').split('/')[0]?.toLowerCase() ?? ''
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
