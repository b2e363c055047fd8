import { ProtocolError } from '../protocol-error.ts'

/** The first line of an answer (RFC 9112 section 4). */
export interface StatusLine {
  /** What the peer speaks. A later minor version counts as 1.1 (RFC 9110 section 2.5). */
  readonly version: '1.0' | '1.1'
  /** 100 to 999: what lies beyond 599 is handed on, since it is what the server said. */
  readonly status: number
  /** One character a byte (ISO 8859-1), not escaped; empty when the server gave none. */
  readonly reason: string
}

/**
 * Reads `HTTP/1.1 503 RPC Error: 6ba`. The blank before an empty reason may be missing.
 *
 * @throws `http.version` for another major version, `http.bad-status-line` for everything else.
 */
export function parseStatusLine(line: string): StatusLine {
  const version = /^HTTP\/([0-9])(?:\.([0-9]))? /.exec(line)
  if (version === null) throw badStatusLine('it does not start with an HTTP version')
  const [start, major, minor] = version
  if (major !== '1')
    throw new ProtocolError('http.version', `the server answers with HTTP/${major}, not HTTP/1`)
  const status = /^([1-9][0-9]{2})(?: ([\t\x20-\xff]*))?$/.exec(line.slice(start.length))
  if (minor === undefined || status === null)
    throw badStatusLine('the version is not followed by a three-digit status and a reason')
  return { version: minor === '0' ? '1.0' : '1.1', status: Number(status[1]), reason: status[2] ?? '' }
}

function badStatusLine(why: string): ProtocolError {
  return new ProtocolError('http.bad-status-line', `the status line cannot be read: ${why}`)
}
