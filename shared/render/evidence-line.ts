import type { Evidence, Plain } from '../engine/index.ts'

type Fields = { readonly [key: string]: Plain | undefined }

/** What somebody signed in to RPC by. */
const RPC_PACKAGES: Readonly<Record<string, string>> = { ntlm: 'by NTLM', negotiate: 'by Negotiate' }

const MOST_MEMBERS = 4
const LONGEST_VALUE = 80

/**
 * How a fact reads in a line of the tree. A fact without an entry is shown by its name when it is short and
 * plain; `undefined` leaves it to the JSON.
 */
const FACTS: Readonly<Record<string, (value: Plain) => string | undefined>> = {
  'mailbox.progress': (value) => {
    const { reached, stopped, code, displayName, addressBook, server, serverVersion } = fields(value)
    const { level, security } = fields(value)
    return sentence([
      members(reached).map(text).join(' → '),
      text(stopped) && `then ${text(stopped)}: ${text(code)}`,
      text(displayName) && `of ${text(displayName)}`,
      text(addressBook) && `to ${text(addressBook)}`,
      text(level) && `level ${text(level)}`,
      RPC_PACKAGES[text(security)],
      text(serverVersion) || text(server),
    ])
  },
  'ews.answer': (value) => {
    const { operation, items } = fields(value)
    return sentence([text(operation), typeof items === 'number' && `${items} items`])
  },
  'oab.lists': (value) =>
    list(
      members(value).map((each) => {
        const { name, sequence } = fields(each)
        return sentence([text(name), typeof sequence === 'number' && `version ${sequence}`])
      }),
    ),
  'activesync.versions': (value) => list(members(fields(value).versions).map(text)),
  'activesync.folder-sync': (value) => text(fields(value).outcome),
  'dns.answer': (value) => {
    const { status, records, cnames, authenticated, extendedErrors } = fields(value)
    const found = status === 'answer' ? list(members(records).map(recordText)) : STATUSES[text(status)]
    const aliases = members(cnames).map(text)
    return sentence([
      found ?? text(status),
      aliases.length > 0 && `by way of ${list(aliases)}`,
      authenticated === true && 'validated by DNSSEC',
      list(members(extendedErrors).map((error) => text(fields(error).text) || text(fields(error).name))),
    ])
  },
  'analyzer.result': (value) => text(value),
  'analyzer.details': () => undefined,
  'analyzer.error-id': () => undefined,
  'dns.addresses': (value) => {
    const { addresses, cnames } = fields(value)
    const aliases = members(cnames).map(text)
    return sentence([
      list(members(addresses).map(text)) || 'no address',
      aliases.length > 0 && `by way of ${list(aliases)}`,
    ])
  },
  'dns.zone': (value) => {
    const { MX, NS } = fields(value)
    const [mail, servers] = [MX, NS].map((records) => list(members(records).map(recordText)))
    return sentence([mail && `mail goes to ${mail}`, servers && `name servers ${servers}`])
  },
  'autodiscover.records': (value) => {
    const { name, srv } = fields(value)
    const targets = list(members(srv).map(text))
    return sentence([
      name === true ? 'a host record' : 'no host record',
      targets ? `SRV to ${targets}` : 'no SRV record',
    ])
  },
  'dns.resolvers-differ': (value) => `the resolvers differ (${list(members(value).map(text))})`,
  'autodiscover.asked': (value) => {
    const { status, kind, schemes, location, address } = fields(value)
    const offered = list(members(schemes).map(text))
    return sentence([
      typeof status === 'number' ? `HTTP ${status}` : text(kind),
      offered,
      text(location) && `to ${text(location)}`,
      text(address) && `at ${text(address)}`,
    ])
  },
  'autodiscover.outcome': (value) => {
    const { outcome, through, warnings } = fields(value)
    const warned = members(warnings).map((warning) => text(fields(warning).host))
    const end = members(through).length > 1 ? text(members(through).at(-1)) : ''
    return sentence([
      text(outcome).replace('-', ' '),
      end && `to ${end}`,
      warned.length > 0 && `with a certificate warning for ${list(warned)}`,
    ])
  },
  'autodiscover.candidates': (value) =>
    list(
      members(value).map(
        (each) => `${text(fields(each).method)} ${text(fields(each).outcome).replace('-', ' ')}`,
      ),
    ),
  'autodiscover.services': (value) =>
    list(members(value).map((each) => `${text(fields(each).service)} at ${text(fields(each).host)}`)) ||
    'not there',
  'autodiscover.host': foundBy,
  'outlook-anywhere.host': foundBy,
  'certificate.glance': (value) => {
    const { problem, names } = fields(value)
    if (problem === 'none') return 'nothing that Outlook would warn of'
    return sentence([PROBLEMS[text(problem)], `names ${list(members(names).map(text)) || 'no host'}`])
  },
  'reachability.ipv6-untested': (value) => `IPv6 was not tested (${list(members(value).map(text))})`,
  'certificate.chain': (value) => {
    const [leaf, ...issuers] = members(value).map(fields)
    if (leaf === undefined) return undefined
    const names = list(members(leaf.names).map(text))
    return sentence([
      names || text(leaf.subject),
      `until ${text(leaf.notAfter).slice(0, 10)}`,
      issuers.length > 0 && `and ${issuers.length} more`,
    ])
  },
  'certificate.match': (value) => {
    const { matches, pattern } = fields(value)
    return matches === true ? `matches ${text(pattern)}` : 'no name matches'
  },
  'certificate.trust': (value) => {
    const { valid, store, anchor, problems } = fields(value)
    if (valid === true) return `leads to ${text(anchor)} (${text(store)})`
    return list(members(problems).map((problem) => text(fields(problem).detail))) || 'not trusted'
  },
  // The chain is shown as a tree of its own.
  'certificate.path': () => undefined,
  'certificate.stores': (value) => {
    const stores = members(value).map(fields)
    const lacking = stores.filter(({ kind, trusts }) => kind === 'system' && trusts === false)
    return lacking.length > 0 ? `not by ${list(lacking.map(({ name }) => text(name)))}` : undefined
  },
  'certificate.standing': standing,
  'certificate.staple': (value) => `stapled: ${standing(value)}`,
  'certificate.balking-clients': (value) =>
    list(members(value).map((each) => text(fields(each).client))) || 'none that is known',
  'certificate.days-left': (value) => (typeof value === 'number' ? daysLeft(value) : undefined),
  'tls.facts': (value) => {
    const { version, cipherSuite, group, certificates, clientCertificateRequested } = fields(value)
    const count = typeof certificates === 'number' ? certificates : 0
    return sentence([
      version !== undefined && `TLS ${text(version)}`,
      text(cipherSuite),
      text(fields(group ?? null).name),
      count > 0 && `${count} ${count === 1 ? 'certificate' : 'certificates'}`,
      Boolean(clientCertificateRequested) && 'asks for a client certificate',
    ])
  },
  'tls.error': (value) => text(fields(value).message),
  'tls.offer': (value) => (fields(value).accepted === true ? 'accepted' : 'not accepted'),
  'tls.leaf-without-sni': () => undefined,
  'http.answer': (value) => {
    const { status, reason, headers } = fields(value)
    const valuesOf = (wanted: string) =>
      members(headers)
        .map(members)
        .filter(([name]) => text(name).toLowerCase() === wanted)
        .map(([, content]) => text(content))
    const [location = ''] = valuesOf('location')
    const schemes = valuesOf('www-authenticate').map((challenge) => challenge.split(' ')[0] ?? '')
    return sentence([
      ['HTTP', text(status), text(reason)].filter(Boolean).join(' '),
      list(valuesOf('server')) && `by ${list(valuesOf('server'))}`,
      schemes.length > 0 && `offers ${list(schemes)}`,
      location && `to ${location}`,
      // What Exchange tells of itself.
      list(valuesOf('x-owa-version')) && `X-OWA-Version ${list(valuesOf('x-owa-version'))}`,
      list(valuesOf('x-feserver')) && `X-FEServer ${list(valuesOf('x-feserver'))}`,
    ])
  },
  'http.status': (value) => `HTTP ${text(value)}`,
  'exchange.version': (value) => {
    const { generation, build } = fields(value)
    return sentence([text(generation) && `Exchange ${text(generation).toUpperCase()}`, text(build)])
  },
  'exchange.health': (value) => {
    const { active, inactive, servers } = fields(value)
    const list = (names: Plain | undefined) => members(names).map(text).join(', ')
    return sentence([
      list(active) && `active: ${list(active)}`,
      list(inactive) && `inactive: ${list(inactive)}`,
      list(servers) && `says ${list(servers)}`,
    ])
  },
  'exchange.sign-in': (value) => {
    const { rpc, mapi } = fields(value)
    return sentence([
      list(members(rpc ?? []).map(text)) && `/rpc by ${list(members(rpc ?? []).map(text))}`,
      list(members(mapi ?? []).map(text)) && `/mapi by ${list(members(mapi ?? []).map(text))}`,
    ])
  },
  'exchange.bearer': (value) => {
    const { offered, authority, tenant, realm } = fields(value)
    if (members(offered).length === 0) return undefined
    return sentence([
      `tokens for ${list(members(offered).map(text))}`,
      text(authority) && `from ${text(authority)}`,
      text(tenant) && `tenant ${text(tenant)}`,
      text(realm) && `realm ${text(realm)}`,
    ])
  },
  'exchange.channel': (value) =>
    value === 'silence' ? 'no answer to the head alone' : 'the connection ended',
  'exchange.ntlm': (value) => {
    const { dnsComputerName, dnsDomainName, connection } = fields(value)
    return sentence([
      text(dnsComputerName) && `computer ${text(dnsComputerName)}`,
      text(dnsDomainName) && `domain ${text(dnsDomainName)}`,
      connection === 'kept' ? 'the connection is kept' : 'the connection is not kept',
    ])
  },
  'sign-in.asked': (value) => {
    const { kind, protocols, to, code, message, status } = fields(value)
    switch (kind) {
      case 'settings':
        return `settings for ${list(members(protocols).map(text)) || 'nothing'}`
      case 'redirect':
        return `sent to ${text(to)}`
      case 'error':
        return sentence([`error ${text(code)}`, text(message)])
      case 'other':
        return `HTTP ${text(status)}`
      default:
        return text(message) || text(code)
    }
  },
  'sign-in.soap': (value) => {
    const { code, settings } = fields(value)
    const names = Object.keys(fields(settings ?? null))
    return sentence([code !== 'NoError' && text(code), names.length > 0 && `${names.length} settings`])
  },
  'sign-in.outcome': (value) => {
    const { outcome, scheme, status } = fields(value)
    return sentence([
      OUTCOMES[text(outcome)] ?? text(outcome),
      text(scheme) && `by ${text(scheme)}`,
      typeof status === 'number' && status !== 200 && `HTTP ${status}`,
    ])
  },
  'tls.alpn': (value) => (value === 'none' ? 'no protocol negotiated' : `negotiates ${text(value)}`),
  'rpc.progress': (value) => {
    const { reached, stopped, said, code, security } = fields(value)
    const { outTimeoutSeconds, interfaces, listening } = fields(value)
    const got = members(reached).map((stage) => RPC_STAGES[text(stage)] ?? text(stage))
    return sentence([
      list(got),
      text(stopped) &&
        `no further than ${RPC_STOPS[text(stopped)] ?? text(stopped)}: ${text(said) || text(code)}`,
      RPC_PACKAGES[text(security)],
      listening === 'false' && 'does not listen',
      list(members(interfaces).map(text)) && `offers ${list(members(interfaces).map(text))}`,
      typeof outTimeoutSeconds === 'number' && `bears ${outTimeoutSeconds} s of silence`,
    ])
  },
  'rpc.endpoints': (value) => {
    const [answer, missing] = [fields(value).answer, fields(value).missing].map((ports) =>
      list(members(ports ?? []).map(text)),
    )
    return sentence([answer && `${answer} answer`, missing && `${missing} do not`])
  },
  'rpc.held': (value) => {
    const { seconds, cut } = fields(value)
    return `${cut === true ? 'cut after' : 'lives after'} ${text(seconds)} s`
  },
  'rpc.port': (value) => (value === 'answers' ? 'RPC answers' : 'accepts, and says nothing'),
  'rpc.greeting': () => undefined,
}

/** The layers of RPC over HTTP, as far as they answered. */
const RPC_STAGES: Readonly<Record<string, string>> = {
  http: 'the proxy lets in',
  rts: 'the channels meet',
  bind: 'bound',
  call: 'answers calls',
}

const RPC_STOPS: Readonly<Record<string, string>> = {
  http: 'the proxy',
  rts: 'the joining of the channels',
  bind: 'the bind',
  call: 'the call',
}

const PROBLEMS: Readonly<Record<string, string>> = {
  name: 'for other names',
  expired: 'expired',
  'not-yet-valid': 'not valid yet',
  untrusted: 'not trusted',
}

const OUTCOMES: Readonly<Record<string, string>> = {
  accepted: 'signed in',
  'binding-checked': 'refused with the binding of the certificate, let in without one',
  'binding-required': 'refused with any binding and with none',
  refused: 'refused',
  'not-kept': 'the connection is not kept',
}

const FOUND_BY: Readonly<Record<string, string>> = {
  settings: "from the user's settings",
  services: 'from the URLs that Autodiscover hands out',
  redirect: 'where the redirect of Autodiscover leads',
  srv: 'where the SRV record of Autodiscover leads',
  alias: 'an alias of the Autodiscover host',
  certificate: 'a name on the certificate of the Autodiscover host',
  autodiscover: 'the Autodiscover host itself',
  request: 'named in the request',
  target: 'the target itself',
  'mail-host': 'a mail host of the domain, since Autodiscover leads nowhere',
}

const STATUSES: Readonly<Record<string, string>> = {
  nodata: 'no such record',
  nxdomain: 'no such name',
  servfail: 'SERVFAIL',
  refused: 'REFUSED',
  truncated: 'a truncated answer',
}

/**
 * What a step learned, in one line. Values are foreign: whoever shows it escapes for their sink.
 * Total: what is not of the expected shape is left out.
 */
export function evidenceLine(evidence: readonly Evidence[]): string {
  return sentence(
    evidence.map(({ name, value }) => {
      const known = FACTS[name]
      if (known) return known(value)
      const plain = shown(value)
      return plain !== undefined && `${name} ${plain}`
    }),
  )
}

function standing(value: Plain): string {
  const { status, detail, why } = fields(value)
  if (status === 'good') return 'not revoked'
  return status === 'revoked' ? `revoked ${text(detail)}` : text(why) || 'unknown'
}

function foundBy(value: Plain): string {
  const { host, by } = fields(value)
  return sentence([text(host), FOUND_BY[text(by)]])
}

function daysLeft(days: number): string {
  if (days < 0) return `expired ${-days} ${days === -1 ? 'day' : 'days'} ago`
  return `${days} ${days === 1 ? 'day' : 'days'} left`
}

/** `10 mail.contoso.com` for an MX record, and so on: what the record says, in the order of its fields. */
function recordText(record: Plain): string {
  const { type: _type, name: _name, ttl: _ttl, ...data } = fields(record)
  return Object.entries(data)
    .flatMap(([key, value]) => (typeof value === 'boolean' ? (value ? [key] : []) : members(value).map(text)))
    .join(' ')
}

function fields(value: Plain): Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {}
}

/** The members of a list; anything else is its own only member. */
function members(value: Plain | undefined): readonly Plain[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value as Plain]
}

function text(value: Plain | undefined): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? value.slice(0, 2 * LONGEST_VALUE) : ''
}

function list(values: readonly string[]): string {
  const more = values.length > MOST_MEMBERS ? ` and ${values.length - MOST_MEMBERS} more` : ''
  return `${values.slice(0, MOST_MEMBERS).filter(Boolean).join(', ')}${more}`
}

function sentence(parts: readonly (string | false | undefined)[]): string {
  return parts.filter(Boolean).join(', ')
}

function shown(value: Plain): string | undefined {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (value === null || (typeof value === 'object' && !Array.isArray(value))) return undefined
  const values = members(value)
  if (values.some((each) => each === null || typeof each === 'object')) return undefined
  const line = values.length === 0 ? 'none' : list(values.map(text))
  return line.length <= LONGEST_VALUE ? line : undefined
}
