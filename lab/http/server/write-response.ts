import type { Duplex } from 'node:stream'
import type { HttpResponse, StreamedBody } from '../message.ts'
import { type ByteReader, PeerGone } from './byte-reader.ts'
import { writeAll } from './pour.ts'

/** How a response is to be written. */
interface Manner {
  /** The answer to HEAD says the length and has no body. */
  readonly head: boolean
  readonly connection?: string
}

/** What a client may send ahead of an answer that is still on its way. */
const MOST_AHEAD = 64 * 1024

/** The bytes of a response (RFC 9112 section 4) whose body is all there. */
export function writeResponse(
  response: HttpResponse & { body: string | Uint8Array },
  manner: Manner,
): Buffer {
  const body = Buffer.from(response.body)
  const head = headOf(response, manner, body.length)
  return manner.head ? head : Buffer.concat([head, body])
}

/**
 * Writes a response whose body is made while it is sent. Resolves with whether it came to its end: the connection is
 * of no use after one that did not.
 */
export async function streamResponse(
  connection: Duplex,
  reader: ByteReader,
  response: HttpResponse & { body: StreamedBody },
  manner: Manner,
): Promise<boolean> {
  const { length, octets } = response.body
  connection.write(headOf(response, manner, length))
  if (manner.head) {
    await octets.cancel()
    return true
  }
  // Reading goes on, because it is what tells that the client has gone.
  let over = false
  const watch = async () => {
    while (!over) await reader.ahead(MOST_AHEAD)
  }
  watch().catch(() => connection.destroy())

  let sent = 0
  try {
    await writeAll(
      octets.pipeThrough(
        new TransformStream({
          transform(piece: Uint8Array, controller) {
            sent += piece.length
            controller.enqueue(length === 'chunked' ? chunk(piece) : piece)
          },
        }),
      ),
      connection,
    )
  } catch (error) {
    throw new PeerGone('the body broke off', { cause: error })
  } finally {
    over = true
  }
  if (length === 'chunked') connection.write('0\r\n\r\n')
  return length === 'chunked' || sent === length
}

/** RFC 9112 section 7.1. A piece without an octet is no chunk: that would be the last one. */
function chunk(piece: Uint8Array): Buffer {
  if (piece.length === 0) return Buffer.alloc(0)
  return Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')])
}

function headOf(response: HttpResponse, { connection }: Manner, length: number | 'chunked'): Buffer {
  const lines = [
    `HTTP/1.1 ${response.status} ${response.reason}`,
    ...response.headers.map(([name, value]) => `${name}: ${value}`),
    ...(connection === undefined ? [] : [`Connection: ${connection}`]),
    length === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`,
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}
