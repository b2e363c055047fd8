import type { HttpResponse } from '../message.ts'

/** The bytes of a response (RFC 9112 section 4). One to HEAD says the length and has no body. */
export function writeResponse(
  response: HttpResponse,
  options: { head: boolean; connection?: string },
): Buffer {
  const body = Buffer.from(response.body)
  const lines = [
    `HTTP/1.1 ${response.status} ${response.reason}`,
    ...response.headers.map(([name, value]) => `${name}: ${value}`),
    ...(options.connection === undefined ? [] : [`Connection: ${options.connection}`]),
    `Content-Length: ${body.length}`,
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  return options.head ? head : Buffer.concat([head, body])
}
