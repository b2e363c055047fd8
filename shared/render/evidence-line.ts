import type { Evidence, Plain } from '../engine/index.ts'

type Fields = { readonly [key: string]: Plain | undefined }

const MOST_MEMBERS = 4
const LONGEST_VALUE = 80

/**
 * How a fact reads in a line of the tree. A fact without an entry is shown by its name when it is short and
 * plain; `undefined` leaves it to the JSON.
 */
const FACTS: Readonly<Record<string, (value: Plain) => string | undefined>> = {
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
  'http.status': (value) => `HTTP ${text(value)}`,
  'rpc.port': (value) => (value === 'answers' ? 'RPC answers' : 'accepts, and says nothing'),
  'rpc.greeting': () => undefined,
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
