import type { Plain } from '../engine/index.ts'

/**
 * What a check asks, as a line for people.
 * - `{host}` is that member of the check's input, `{}` an input that is no record.
 * - `{endpoint}` is the member `address`, with the port where that is not 443.
 * - `[of {host}]` is left out when a member in it is missing, `[flag? words]` unless the member `flag` is true.
 * - `<of {host}>` is left out below a step that names the same already.
 */
const TITLES: Readonly<Record<string, string>> = {
  'analyzer.test': '{title}',
  'activesync.folder-sync': 'FolderSync of ActiveSync<, {host}>',
  'activesync.options': 'ActiveSync as the user<, {host}>',
  'autodiscover.ask': '{method} {url}',
  'autodiscover.candidate': '{method}: {url}',
  'autodiscover.candidates': 'Where the methods of Outlook lead',
  'autodiscover.domain': 'Autodiscover<, {domain}>',
  'autodiscover.host': 'Host that publishes Exchange',
  'autodiscover.json': 'Autodiscover version 2<, {host}>',
  'autodiscover.service': '{service}, handed out under {host}',
  'autodiscover.single-host': 'Autodiscover at {host}',
  'certificate.clients': 'Clients that would balk<, {host}>',
  'certificate.fetch-issuer': 'Missing issuer, fetched from {url}',
  'certificate.glance': 'Certificate at a glance<, {host}>',
  'certificate.host': 'Certificate< of {host}> at each address',
  'certificate.issuer-standing': 'What the issuer of "{name}" says',
  'certificate.name': 'Names of the certificate<, {host}>',
  'certificate.ocsp': 'OCSP at {url}',
  'certificate.presented': 'Certificate presented< for {host}> at {endpoint}',
  'certificate.revocation': 'Revocation<, {host}>',
  'certificate.revocation-list': 'Revocation list at {url}',
  'certificate.rules': 'Rules for public authorities<, {host}>',
  'certificate.strength': 'Strength of the certificates<, {host}>',
  'certificate.trust': 'Trust in the certificate<, {host}>',
  'certificate.validity': 'Dates of the certificate<, {host}>',
  'claims.name': '{services}, handed out under {host}',
  'claims.service': '{services} at {url}',
  'dns.addresses': 'Addresses< of {host}>',
  'dns.autodiscover': 'DNS records for Autodiscover<, {domain}>',
  'dns.host': 'Where {host} leads',
  'dns.query': '{type}< of {name}> at {resolver}[checkingDisabled?, without validation]',
  'dns.records': '{type} records< of {name}>',
  'dns.zone': 'Zone< of {domain}>',
  'ews.availability': 'Free/busy times<, {host}>',
  'ews.inbox': 'Inbox by web services<, {host}>',
  'exchange.bearer': 'Modern authentication<, {host}>',
  'exchange.health': 'Health checks<, {host}>',
  'exchange.host': 'Exchange at {host}',
  'exchange.http2': 'HTTP/2<, {host}>',
  'exchange.ntlm': '{scheme}, first half, on {path}',
  'exchange.rpc-channel': 'Head of an RPC channel<, {host}>',
  'exchange.rpc-proxy': 'RPC proxy<, {host}>',
  'http.request': '{method} {path}< at {endpoint}>',
  'mapi.address-book': 'Address book by MAPI over HTTP<, {host}>',
  'mapi.mailbox': 'Mailbox by MAPI over HTTP<, {host}>',
  'oab.manifest': 'Offline address book<, {host}>',
  'probe.activesync': 'ActiveSync of {host}',
  'probe.autodiscover': 'Autodiscover of {host}',
  'probe.certificate': 'Certificate of {host}[ port {port}]',
  'probe.dns': 'DNS of {host}',
  'probe.ews': 'Web services of {host}',
  'probe.mapi-http': 'MAPI over HTTP of {host}',
  'probe.offline-address-book': 'Offline address book of {host}',
  'probe.outlook-anywhere': 'Outlook Anywhere of {host}',
  'probe.rpc-ping': 'RPC ping of {host}[ port {port}]',
  'probe.reachability': 'Reachability of {host}[ port {port}]',
  'reachability.port': 'Port {port}< of {host}>',
  'reachability.rpc-port': 'RPC on port {port}< of {address}>',
  'reachability.rpc-ports': 'RPC ports of {address}',
  'rpc.endpoint': 'Endpoint {endpoint}< of {server}>, at the level {level}',
  'rpc.hold': 'Connection held for {seconds} seconds<, {host}>',
  'rpc.ping': 'RPC server {server}< behind {host}>',
  'sign-in.autodiscover': 'Autodiscover as the user<, {email}>',
  'sign-in.directory': 'Signing in to /{directory}< of {host}>',
  'sign-in.host': 'Signing in at {host}',
  'sign-in.pox': '{url} as the user, {client} Outlook',
  'sign-in.soap': '{url} as the user',
  'rpc.address-book': 'Address book by RPC over HTTP<, {host}>',
  'rpc.back-end': 'What is behind the RPC proxy<, {host}>',
  'rpc.mailbox': 'Mailbox by RPC over HTTP<, {host}>',
  'rpc.referral': 'Referral by RPC over HTTP<, {host}>',
  'tcp.connect': 'TCP connection to {address}< port {port}>',
  'tls.client-certificate': 'Client certificate<, {endpoint}>',
  'tls.handshake': 'TLS handshake< with {endpoint}>',
  'tls.offer': '{offer} on offer<, {endpoint}>',
  'tls.server': 'TLS< of {endpoint}>',
  'tls.versions': 'Outdated TLS< at {endpoint}>',
  'tls.without-sni': 'TLS without server name< at {endpoint}>',
  'vantage.ipv6': 'IPv6 of this vantage',
}

/** Names and addresses that a title shows; a key or a hash would say nothing to the reader. */
const LONGEST_MEMBER = 200
const MOST_MEMBERS = 8

/**
 * The line for a step. Total: a check that has no line yet is shown by its id and the plain members of its
 * input. Names in it are foreign: whoever shows it escapes for their sink.
 *
 * @param above what the steps above have named already ({@link namedBy}); without it the line stands alone
 */
export function stepTitle(check: string, input: Plain, above: ReadonlySet<string> = new Set()): string {
  const template = Object.hasOwn(TITLES, check) ? TITLES[check] : undefined
  return (template !== undefined && filled(template, input, above)) || unknownTitle(check, input)
}

/** What a reader knows below a step: the plain members of its input. */
export function namedBy(input: Plain): string[] {
  const names = plainMembers(input).map(shown)
  return [...names, member(input, 'endpoint')].filter((name) => name !== undefined)
}

const PARTS = /<([^>]*)>|\[(?:(\w+)\?)?([^\]]*)\]|\{(\w*)\}/g

function filled(template: string, input: Plain, above: ReadonlySet<string>): string | undefined {
  let complete = true
  const title = template.replace(
    PARTS,
    (_, context?: string, flag?: string, optional?: string, name?: string) => {
      if (context !== undefined && isKnown(context, input, above)) return ''
      if (flag !== undefined && fieldOf(input, flag) !== true) return ''
      if (optional !== undefined) return filled(optional, input, above) ?? ''
      const value = context === undefined ? member(input, name ?? '') : filled(context, input, above)
      if (value === undefined) complete = false
      return value ?? ''
    },
  )
  return complete ? title : undefined
}

function isKnown(part: string, input: Plain, above: ReadonlySet<string>): boolean {
  return [...part.matchAll(/\{(\w*)\}/g)].every(([, name = '']) => above.has(member(input, name) ?? ''))
}

function member(input: Plain, name: string): string | undefined {
  // RPC calls a server's port an endpoint, too.
  if (name !== 'endpoint' || fieldOf(input, name) !== undefined)
    return shown(name === '' ? input : fieldOf(input, name))
  const [address, port] = [fieldOf(input, 'address'), fieldOf(input, 'port')].map(shown)
  return address === undefined || port === '443' ? address : `${address} port ${port}`
}

function fieldOf(input: Plain, name: string): Plain | undefined {
  if (input === null || typeof input !== 'object' || Array.isArray(input)) return undefined
  return Object.hasOwn(input, name) ? (input as { readonly [key: string]: Plain })[name] : undefined
}

function plainMembers(input: Plain): readonly (Plain | undefined)[] {
  return input !== null && typeof input === 'object' ? Object.values(input) : [input]
}

function shown(value: Plain | undefined): string | undefined {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string' && value !== '') return value.slice(0, LONGEST_MEMBER)
  if (!Array.isArray(value) || value.length === 0) return undefined
  const members = value.map(shown)
  return members.includes(undefined) ? undefined : members.slice(0, MOST_MEMBERS).join(', ')
}

function unknownTitle(check: string, input: Plain): string {
  const values = plainMembers(input).map(shown)
  return [check, ...values.filter((value) => value !== undefined)].join(' ')
}
