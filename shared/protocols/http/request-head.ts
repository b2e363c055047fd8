import { ProtocolError } from '../protocol-error.ts'
import { contentLength } from './framing.ts'
import { type HeaderEntry, HttpHeaders } from './headers.ts'
import { encodeLatin1 } from './latin1.ts'

/** A request as the caller words it: nothing is added to it, not even `Host`. */
export interface HttpRequestHead {
  /** Any token: `RPC_IN_DATA` as well as `GET`. Not `CONNECT`: this client makes no tunnels. */
  readonly method: string
  /** What stands behind the method, as it goes on the wire: `/rpc/rpcproxy.dll?host:6001`. */
  readonly target: string
  /** In the order in which they are sent. One character is one byte (ISO 8859-1). */
  readonly headers: readonly HeaderEntry[]
}

/** A head that may be sent: the bytes, and what the client itself must know of it. */
export interface EncodedRequest {
  readonly method: string
  readonly headers: HttpHeaders
  readonly bytes: Uint8Array
  /** Bytes of body announced by `Content-Length`; 0 without it. */
  readonly bodyLength: number
}

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/**
 * Writes a request's head, and lets nothing through that would end a line or the head early.
 *
 * @throws `http.bad-request`: a method or a header's name that is no token, a target with a blank or a character outside
 *   ASCII, a value with a control character (tab aside) or a character above U+00FF, a `Content-Length` that is not one number,
 *   any `Transfer-Encoding`.
 */
export function encodeRequest({ method, target, headers }: HttpRequestHead): EncodedRequest {
  if (!token.test(method) || method === 'CONNECT') throw badRequest('the method cannot be sent')
  if (!/^[\x21-\x7e]+$/.test(target)) throw badRequest('the target holds what no request line can hold')
  for (const [name, value] of headers) {
    if (!token.test(name)) throw badRequest("a header's name is not a token")
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw badRequest(`the value of ${name} holds a character that cannot be sent`)
  }
  const list = new HttpHeaders(headers)
  if (list.first('Transfer-Encoding') !== undefined)
    throw badRequest('a request body is framed by Content-Length alone')
  const lines = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)]
  return {
    method,
    headers: list,
    bytes: encodeLatin1(`${lines.join('\r\n')}\r\n\r\n`),
    bodyLength: announcedLength(list),
  }
}

function announcedLength(headers: HttpHeaders): number {
  const values = headers.all('Content-Length')
  if (values.length > 1 || values.some((value) => !/^[0-9]+$/.test(value)))
    throw badRequest('Content-Length is not one number')
  return contentLength(headers) ?? 0
}

function badRequest(why: string): ProtocolError {
  return new ProtocolError('http.bad-request', `the request is not sent: ${why}`)
}
