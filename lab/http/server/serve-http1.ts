import type { Duplex } from 'node:stream'
import type { Handler } from '../message.ts'
import { ByteReader, PeerGone, TooLong } from './byte-reader.ts'
import { incomingBody } from './request-body.ts'
import { Malformed, readHead } from './request-head.ts'
import { streamResponse, writeResponse } from './write-response.ts'

/** How long a connection that was closed on this side may still say something, so that the answer is not lost. */
const LINGER_MS = 2000

/**
 * Serves HTTP/1.0 and 1.1 on a connection, with any method: Node's own server takes only those that it knows, and
 * RPC_IN_DATA is none of them. Resolves when the connection has ended.
 */
export async function serveHttp1(connection: Duplex, handle: Handler): Promise<void> {
  connection.on('error', () => connection.destroy())
  const reader = new ByteReader(connection)
  try {
    while (await serveOne(connection, reader, handle));
    lingerAndClose(connection)
    await reader.drain()
  } catch (error) {
    if (error instanceof PeerGone) connection.destroy()
    else if (error instanceof Malformed || error instanceof TooLong)
      connection.end(writeResponse(BAD_REQUEST, CLOSING))
    else throw error
  }
}

const BAD_REQUEST = { status: 400, reason: 'Bad Request', headers: [], body: '' }
const CLOSING = { head: false, connection: 'close' }

/** Serves one request. Resolves with whether another one may follow. */
async function serveOne(connection: Duplex, reader: ByteReader, handle: Handler): Promise<boolean> {
  const head = await readHead(reader)
  const body = incomingBody(reader, head, () => connection.write('HTTP/1.1 100 Continue\r\n\r\n'))
  const answer = await handle({ ...head, body })
  if (answer === 'reset' || answer === 'requires-http1') throw new PeerGone()
  if (answer === 'silence') return reader.drain()

  // Whether a client that was never told to go on sends its body all the same cannot be known.
  const ends = answer.close === true || !head.keepAlive || (head.expectsContinue && !body.complete)
  const connectionField = ends ? 'close' : head.version === '1.0' ? 'keep-alive' : undefined
  const manner = {
    head: head.method === 'HEAD',
    ...(connectionField !== undefined && { connection: connectionField }),
  }
  const { body: content } = answer
  if (typeof content === 'string' || content instanceof Uint8Array) {
    connection.write(writeResponse({ ...answer, body: content }, manner))
  } else if (!(await streamResponse(connection, reader, { ...answer, body: content }, manner))) {
    return false
  }
  if (ends) return false
  // The answer may be early, as to a channel whose body of a gigabyte has not begun: what comes now is still body.
  await body.discard()
  return true
}

function lingerAndClose(connection: Duplex): void {
  connection.end()
  setTimeout(() => connection.destroy(), LINGER_MS).unref()
}
