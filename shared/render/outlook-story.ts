import type { Finding, OutlookChoice, OutlookStep, OutlookSwitch } from '../engine/index.ts'
import { registryCommands } from '../findings/index.ts'

/** What one Outlook does, as sentences. The names in them are foreign: whoever shows it escapes for their sink. */
export interface OutlookStory {
  readonly client: string
  /** Its search for the settings, in its order, up to where it ends. */
  readonly steps: readonly { readonly outcome: OutlookStep['outcome']; readonly text: string }[]
  /** How it connects then, and why not otherwise. */
  readonly ending: readonly string[]
  /** What can be set on the user's machine, in a word and in a sentence, and the lines that set it. */
  readonly switches: readonly {
    readonly name: string
    readonly text: string
    readonly commands: readonly string[]
  }[]
}

const METHODS: Readonly<Record<string, string>> = {
  'cached-payload': 'the answer of last time',
  'preferred-local-xml': 'a file on the machine',
  'last-known-good-url': 'the URL that answered last time',
  'office-365': 'Exchange Online',
  'service-connection-point': 'Active Directory',
  'root-domain': 'the domain itself',
  'autodiscover-domain': 'the host autodiscover',
  'local-xml': 'a file on the machine',
  'http-redirect': 'the redirect on port 80',
  srv: 'the SRV record',
  'office-365-failsafe': 'Exchange Online, once more',
}

const TRANSPORTS = { 'mapi-http': 'MAPI over HTTP', 'rpc-http': 'Outlook Anywhere (RPC over HTTP)' } as const

/** What the directory of a transport answers, where that is no demand to sign in. */
const WHY: Readonly<Record<string, string>> = {
  client: 'this Outlook does not know it',
  'no-challenge': 'the server offers no way to sign in',
  success: 'the server lets everybody in',
  'web-page': 'a web page answers there',
  'login-page': 'a page to sign in answers there',
  redirect: 'the server redirects',
  'method-refused': 'the server refuses the method',
  rejected: 'the server rejects the request',
  missing: 'there is no such directory',
  denied: 'access is denied',
  'ssl-required': 'TLS is required although it is used',
  'client-certificate': 'a client certificate is required',
  throttled: 'the server is throttling',
  unavailable: 'the service is not available',
  'inner-name': 'the proxy does not get through to Exchange',
  broken: 'the server fails',
  none: 'there is no answer',
  'not-offered': 'its settings do not name it',
  'not-offered-outside': 'its settings name it for the inside alone',
  'sign-in-refused': 'the user is not let in',
  'sign-in-untold': 'whether the user is let in could not be told',
  'tokens-alone': 'the server takes tokens of modern authentication alone, which this Outlook does not have',
}

/** What a reason's code means here; those of TLS and HTTP say little more to a reader. */
const REASONS: Readonly<Record<string, string>> = {
  'dns.no-address': 'no address',
  'connect.refused': 'connection refused',
  'connect.timed-out': 'no answer to the connection',
  'connect.unreachable': 'not reachable',
  'vantage.not-allowed': 'could not be asked from here',
}

/** @param findings of the same run: what keeps Outlook from the mailbox although it finds the way there */
export function outlookStory(choice: OutlookChoice, findings: readonly Finding[] = []): OutlookStory {
  const way = choice.way ?? []
  const reached = way.filter(({ outcome }) => outcome !== 'not-reached')
  return {
    client: choice.client,
    steps: [...unseenFirst(reached), ...reached.filter(({ outcome }) => outcome !== 'unseen').map(stepText)],
    ending: endingOf(choice, findings),
    switches: [...(choice.switches ?? []).map(switchText), ...elsewhere(choice)],
  }
}

/** What only the machine knows, told in one line. */
function unseenFirst(way: readonly OutlookStep[]): OutlookStory['steps'] {
  const places = [
    ...new Set(
      way.flatMap(({ outcome, method }) => (outcome === 'unseen' ? [METHODS[method] ?? method] : [])),
    ),
  ]
  if (places.length === 0) return []
  return [{ outcome: 'unseen', text: `not to be seen from here: ${places.join(', ')}` }]
}

function stepText({ method, url, outcome, leadsTo, status, reason, prompts }: OutlookStep) {
  const asks = prompts.length > 0 && `asks its user ${prompts.join(' and ')}`
  const came =
    status !== undefined
      ? `HTTP ${status}`
      : reason !== undefined && (REASONS[reason] ?? `no answer (${reason})`)
  const parts = [
    url === undefined && outcome === 'goes-on' ? 'nothing there' : came,
    leadsTo !== undefined && `leads to ${shortened(leadsTo)}`,
    asks,
    OUTCOMES[outcome],
  ]
  const name = METHODS[method] ?? method
  const place = url === undefined ? name : `${name} (${shortened(url)})`
  return { outcome, text: `${place}: ${parts.filter((part) => part !== false && part !== '').join('; ')}` }
}

/** The path is the same in every step. */
function shortened(url: string): string {
  return url.replace(/\/autodiscover\/autodiscover\.xml$/i, '')
}

const OUTCOMES: Readonly<Record<OutlookStep['outcome'], string>> = {
  taken: 'is taken',
  'goes-on': 'goes on',
  stops: 'takes that, and looks no further',
  'not-reached': 'not reached',
  unseen: '',
}

function endingOf(choice: OutlookChoice, findings: readonly Finding[]): string[] {
  const { autodiscoverUrl, host, transports = [], prompts, way } = choice
  // A report of an earlier version has no way: what it asks is told here then.
  const asked = way === undefined && prompts.length > 0 ? [`Its user is asked ${prompts.join(' and ')}.`] : []
  if (autodiscoverUrl === undefined) {
    const missed = host === undefined ? '' : `, and so does not come to ${host}`
    return [`It finds no Autodiscover${missed}.`, ...asked]
  }
  const found = way === undefined ? [`It takes ${autodiscoverUrl}.`] : []
  const unusable = transports.filter((each) => !each.usable && !goesWithoutSaying(each, choice)).map(whyNot)
  return [...found, ...asked, ...connection(choice, findings), ...unusable]
}

function connection(choice: OutlookChoice, findings: readonly Finding[]): string[] {
  const { host, transport, authentication, transports = [] } = choice
  if (transport === 'none' || transport === 'unknown') {
    return [
      ...(host === undefined ? [] : [`Exchange is at ${host}.`]),
      ...(transports.length > 0 ? ['It does not connect.'] : []),
    ]
  }
  const place = `${host ?? 'the server'} by ${TRANSPORTS[transport]}`
  const scheme = (verb: string) =>
    authentication === undefined ? '' : ` and ${verb} in by ${authentication}`
  const inTheWay = obstacles(findings, choice)
  if (inTheWay.length > 0) {
    return [`It goes to ${place}, where this stands in its way: ${inTheWay.join(', ')}.`]
  }
  const untested = transports.some(({ usable, why }) => usable && why === 'challenge')
  return untested
    ? [`It would connect to ${place}${scheme('sign')}; whether the user is let in was not seen.`]
    : [`It connects to ${place}${scheme('signs')}.`]
}

/** The codes of the errors that stand between Outlook and the mailbox at the end of its way. */
function obstacles(findings: readonly Finding[], choice: OutlookChoice): string[] {
  const inTheWay = findings.filter((finding) => finding.severity === 'error' && isInTheWay(finding, choice))
  return [...new Set(inTheWay.map(({ code }) => code))]
}

function isInTheWay({ code, subject, values }: Finding, { host, transport }: OutlookChoice): boolean {
  switch (subject.kind) {
    case 'mailbox':
      // A refused logon; what else there is to say of a mailbox does not keep Outlook from it.
      return 'call' in values && values.transport === transport
    case 'host':
    case 'certificate':
      return subject.host === host
    case 'setting':
      return subject.host === host && transport === 'rpc-http' && /^Outlook/.test(subject.setting)
    case 'url': {
      const url = URL.parse(subject.url)
      const isHealthCheck = url?.pathname.endsWith('/healthcheck.htm') === true
      const path = transport === 'mapi-http' ? '/mapi/' : '/rpc/'
      // A balancer that does not keep connections does so whatever is asked for.
      const isConcerned = url?.pathname.startsWith(path) === true || code === 'ntlm-connection-not-kept'
      return url?.hostname === host && isConcerned && !isHealthCheck
    }
    default:
      return false
  }
}

type Transport = NonNullable<OutlookChoice['transports']>[number]

/** Why it does not take a way that nobody would expect it to take where it has a better one. */
function goesWithoutSaying({ transport, why }: Transport, choice: OutlookChoice): boolean {
  if (choice.transport === 'none' || choice.transport === 'unknown') return false
  return why === 'client' || (why === 'not-offered' && transport === 'rpc-http')
}

function whyNot({ transport, why, status, by }: Transport): string {
  const told = by === 'EXHTTP' || by === 'EXPR' ? `, told as ${by}` : ''
  const answer = status === undefined ? '' : ` (HTTP ${status})`
  return `Not by ${TRANSPORTS[transport]}${told}: ${WHY[why] ?? `it answers "${why}"`}${answer}.`
}

function switchText({ values, keys, effect, prompts = [] }: OutlookSwitch): OutlookStory['switches'][number] {
  const names = values.join(' and ')
  switch (effect) {
    case 'mends':
      return {
        name: names,
        text: `Until it is mended, ${names} brings this Outlook to Exchange, one machine at a time; the fault stays for phones and everybody else:`,
        commands: registryCommands(keys, values),
      }
    case 'masks':
      return {
        name: names,
        text: `${names} would hide a fault from this user, who is no longer asked ${prompts.join(' and ')}; it stays for everybody else:`,
        commands: registryCommands(keys, values),
      }
    case 'breaks':
      return {
        name: names,
        text: `${names} must not be set: it would rule out the one way that leads to Exchange.`,
        commands: [],
      }
    case 'replaces':
      return {
        name: names,
        text: `No exclusion leads to Exchange. Where it cannot wait, ${names} lets one machine read the settings from a file, whose path is in a value beside it that is named after the domain:`,
        commands: registryCommands(keys, values),
      }
  }
}

/** The steps that are not seen from here have exclusions, too. */
function elsewhere({ way = [] }: OutlookChoice): OutlookStory['switches'] {
  const unseen = way.filter(({ outcome }) => outcome === 'unseen').map(({ method }) => method)
  const values = Object.entries(UNSEEN_EXCLUSIONS).flatMap(([method, value]) =>
    unseen.includes(method) ? [value] : [],
  )
  if (values.length === 0) return []
  return [
    {
      name: 'unseen',
      text: `Where a machine does otherwise, one of the places that cannot be seen from here leads it astray: rule them out there, by ${values.join(', ')}.`,
      commands: [],
    },
  ]
}

const UNSEEN_EXCLUSIONS: Readonly<Record<string, string>> = {
  'last-known-good-url': 'ExcludeLastKnownGoodUrl',
  'service-connection-point': 'ExcludeScpLookup',
  'office-365': 'ExcludeExplicitO365Endpoint',
}
