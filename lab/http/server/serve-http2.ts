import {
  constants,
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Duplex } from 'node:stream'
import type { Answer, Handler, Header, HttpRequest, RequestBody } from '../message.ts'
import { pour } from './pour.ts'

const { NGHTTP2_CANCEL, NGHTTP2_HTTP_1_1_REQUIRED } = constants

/** Fields that belong to an HTTP/1 connection and are an error in HTTP/2 (RFC 9113 section 8.2.2). */
const OF_THE_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade'])

/** Serves HTTP/2 on a connection on which it was agreed (RFC 9113), by the same handler as HTTP/1. */
export function serveHttp2(connection: Duplex, handle: Handler): void {
  const session = performServerHandshake(connection)
  session.on('error', () => session.destroy())
  session.on('stream', (stream, headers) => {
    stream.on('error', () => stream.close())
    Promise.resolve(requestOf(stream, headers))
      .then(handle)
      .then(
        (answer) => respond(stream, answer),
        (error: unknown) => {
          stream.close(NGHTTP2_CANCEL)
          if (!stream.aborted) console.error('lab:', error)
        },
      )
  })
}

function requestOf(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): HttpRequest {
  const target = headers[':path'] ?? '/'
  const fields = Object.entries(headers).flatMap(([name, value]): Header[] =>
    name.startsWith(':') || value === undefined ? [] : [value].flat().map((one) => [name, one]),
  )
  return {
    method: headers[':method'] ?? '',
    target,
    path: target.split('?', 1)[0] ?? target,
    version: '2',
    headers: [['host', headers[':authority'] ?? headers.host ?? ''], ...fields],
    body: bodyOf(stream, headers),
  }
}

function bodyOf(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): RequestBody {
  let content: Promise<Buffer | undefined> | undefined
  const announced = headers['content-length']
  return {
    length: announced === undefined ? (stream.readableEnded ? 0 : 'chunked') : Number(announced),
    read(atMost) {
      if (announced !== undefined && Number(announced) > atMost) return Promise.resolve(undefined)
      content ??= collect(stream, atMost)
      return content
    },
    octets: () => stream,
  }
}

async function collect(stream: ServerHttp2Stream, atMost: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let total = 0
  for await (const chunk of stream) {
    total += chunk.length
    if (total > atMost) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function respond(stream: ServerHttp2Stream, answer: Answer): void {
  if (stream.destroyed || answer === 'silence') return
  if (typeof answer === 'string') {
    stream.close(answer === 'reset' ? NGHTTP2_CANCEL : NGHTTP2_HTTP_1_1_REQUIRED)
    return
  }
  const fields: Record<string, string[]> = {}
  for (const [name, value] of answer.headers) {
    const key = name.toLowerCase()
    if (!OF_THE_CONNECTION.has(key)) fields[key] = [...(fields[key] ?? []), value]
  }
  stream.respond({ ':status': answer.status, ...fields })
  const { body } = answer
  if (typeof body === 'string' || body instanceof Uint8Array) stream.end(body)
  else pour(body.octets, stream).catch(() => stream.close(NGHTTP2_CANCEL))
}
