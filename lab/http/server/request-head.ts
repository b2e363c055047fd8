import type { Header, HttpRequest } from '../message.ts'
import type { ByteReader } from './byte-reader.ts'

/** HTTP.sys takes 16 KiB of head unless told otherwise. */
const LONGEST_HEAD = 16_384

const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP\/1\.([01])$/
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/

export type RequestHead = Omit<HttpRequest, 'body'> & {
  readonly bodyLength: number | 'chunked'
  readonly expectsContinue: boolean
  readonly keepAlive: boolean
}

/** The bytes are no HTTP/1 request. */
export class Malformed extends Error {}

/** Reads the head of a request (RFC 9112 section 3), whatever its method is called. */
export async function readHead(reader: ByteReader): Promise<RequestHead> {
  const text = (await reader.until('\r\n\r\n', LONGEST_HEAD)).toString('latin1')
  // An empty line before a request line is forgiven (RFC 9112 section 2.2).
  const [requestLine = '', ...lines] = text.replace(/^(\r\n)+/, '').split('\r\n')
  const [, method, target, minor] = REQUEST_LINE.exec(requestLine) ?? []
  if (method === undefined || target === undefined) throw new Malformed('request line')

  const headers = lines.map((line): Header => {
    const [, name, value] = FIELD.exec(line) ?? []
    if (name === undefined || value === undefined) throw new Malformed('header field')
    return [name, value]
  })
  const version = minor === '0' ? '1.0' : '1.1'
  const has = (name: string, token: string) =>
    valuesOf(headers, name).some((value) => value.toLowerCase() === token)
  return {
    method,
    target,
    path: target.split('?', 1)[0] ?? target,
    version,
    headers,
    bodyLength: bodyLength(headers),
    expectsContinue: version === '1.1' && has('expect', '100-continue'),
    keepAlive: version === '1.1' ? !has('connection', 'close') : has('connection', 'keep-alive'),
  }
}

/** RFC 9112 section 6.3. Two lengths, or a length beside a coding, is how requests are smuggled: refused. */
function bodyLength(headers: readonly Header[]): number | 'chunked' {
  const codings = valuesOf(headers, 'transfer-encoding')
  const lengths = valuesOf(headers, 'content-length')
  if (codings.length + lengths.length > 1) throw new Malformed('more than one length')
  const [coding] = codings
  if (coding !== undefined) {
    if (coding.toLowerCase() !== 'chunked') throw new Malformed('transfer coding')
    return 'chunked'
  }
  const [length = '0'] = lengths
  if (!/^\d{1,15}$/.test(length)) throw new Malformed('content length')
  return Number(length)
}

/** All values of the header field, whether they share a line or not. */
function valuesOf(headers: readonly Header[], name: string): string[] {
  return headers
    .filter(([one]) => one.toLowerCase() === name)
    .flatMap(([, value]) => value.split(','))
    .map((value) => value.trim())
}
