import type { HttpRequest, HttpResponse } from '../../http/message.ts'

/** Where the protocols are that it tells of, as absolute host names. */
export interface JsonHosts {
  readonly autodiscover: string
  readonly ews: string
  readonly activeSync: string
  /** The mail domains that it knows: all unless told otherwise. */
  readonly domains?: readonly string[]
}

/** The URL of a protocol's service, if there is such a protocol. */
function urlOf(protocol: string, hosts: JsonHosts): string | undefined {
  switch (protocol.toLowerCase()) {
    case 'autodiscoverv1':
      return `https://${hosts.autodiscover}/autodiscover/autodiscover.xml`
    case 'ews':
      return `https://${hosts.ews}/EWS/Exchange.asmx`
    case 'activesync':
      return `https://${hosts.activeSync}/Microsoft-Server-ActiveSync`
    default:
      return undefined
  }
}

/** Autodiscover v2: one URL for one protocol, without authentication. */
export function jsonReply(request: HttpRequest, hosts: JsonHosts): HttpResponse {
  const query = new URLSearchParams(request.target.split('?')[1] ?? '')
  const [, inPath] = /\/autodiscover\.json\/v1\.0\/([^/]+)$/i.exec(request.path) ?? []
  const address = inPath === undefined ? parameter(query, 'Email') : decodeURIComponentOr(inPath)
  const protocol = parameter(query, 'Protocol')
  if (address === undefined || !/^[^@\s]+@[^@\s]+$/.test(address)) {
    return problem('MandatoryParameterMissing', 'An address is needed: Email.')
  }
  if (protocol === undefined) return problem('MandatoryParameterMissing', 'A protocol is needed: Protocol.')
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  if (hosts.domains?.includes(domain) === false) {
    return json(404, 'Not Found', { ErrorCode: 'UserNotFound', ErrorMessage: 'The address is not known.' })
  }
  const url = urlOf(protocol, hosts)
  if (url === undefined) return problem('ProtocolNotSupported', 'The protocol is not one of those supported.')
  return json(200, 'OK', { Protocol: protocol, Url: url })
}

function problem(code: string, message: string): HttpResponse {
  return json(400, 'Bad Request', { ErrorCode: code, ErrorMessage: message })
}

function json(status: number, reason: string, content: Readonly<Record<string, string>>): HttpResponse {
  return {
    status,
    reason,
    headers: [['Content-Type', 'application/json; charset=utf-8']],
    body: JSON.stringify(content),
  }
}

/** The names of parameters are compared without regard to case. */
function parameter(query: URLSearchParams, name: string): string | undefined {
  for (const [one, value] of query) if (one.toLowerCase() === name.toLowerCase()) return value
  return undefined
}

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
