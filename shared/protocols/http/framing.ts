import { ProtocolError } from '../protocol-error.ts'
import type { HttpHeaders } from './headers.ts'
import type { ResponseHead } from './response-head.ts'

/** How the end of an answer's body is known. */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' }

/**
 * Which body follows the head of a final answer (RFC 9112 section 6.3). Where both are given `Transfer-Encoding` counts, not
 * `Content-Length`.
 *
 * @throws `http.bad-transfer-encoding` for anything but `chunked` once, since nothing else was asked for;
 *   `http.bad-content-length` for a length that is no number, or for two that differ.
 */
export function responseFraming(method: string, head: ResponseHead): Framing {
  if (method === 'HEAD' || head.status === 204 || head.status === 304) return { kind: 'none' }
  if (head.headers.first('Transfer-Encoding') !== undefined) {
    const codings = head.headers.members('Transfer-Encoding')
    if (codings.length !== 1 || codings[0]?.toLowerCase() !== 'chunked')
      throw new ProtocolError('http.bad-transfer-encoding', 'the body is encoded otherwise than in chunks')
    return { kind: 'chunked' }
  }
  const length = contentLength(head.headers)
  return length === undefined ? { kind: 'until-close' } : { kind: 'length', length }
}

/**
 * The announced length; `undefined` when none is. One that is repeated unchanged counts once (RFC 9110 section 8.6).
 *
 * @throws `http.bad-content-length`
 */
export function contentLength(headers: HttpHeaders): number | undefined {
  const values = headers.all('Content-Length')
  if (values.length === 0) return undefined
  const lengths = new Set(values.flatMap((value) => value.split(',')).map(parseLength))
  const [length] = lengths
  if (lengths.size > 1 || length === undefined)
    throw new ProtocolError('http.bad-content-length', 'the announced lengths contradict each other')
  return length
}

function parseLength(text: string): number {
  const length = /^[ \t]*([0-9]+)[ \t]*$/.exec(text)?.[1]
  if (length === undefined || !Number.isSafeInteger(Number(length)))
    throw new ProtocolError('http.bad-content-length', 'the announced length is not a number of bytes')
  return Number(length)
}

/**
 * Whether the connection can carry another exchange after this one (RFC 9112 section 9.3). It cannot after an answer that
 * frames its body twice, or in chunks in a version that knows none (sections 6.1 and 6.3): who was wrong about that may be wrong
 * about where it ends.
 */
export function keepsConnection(request: HttpHeaders, head: ResponseHead, framing: Framing): boolean {
  if (framing.kind === 'until-close') return false
  if (request.has('Connection', 'close') || head.headers.has('Connection', 'close')) return false
  const encoded = head.headers.first('Transfer-Encoding') !== undefined
  if (encoded && head.headers.first('Content-Length') !== undefined) return false
  if (head.version === '1.1') return true
  return head.headers.has('Connection', 'keep-alive') && !encoded
}
