import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import type { Endpoint } from '../shared/platform/index.ts'
import { checkResponse } from '../shared/protocols/dns/index.ts'

/**
 * Sends a query over UDP and gives the first datagram that answers it, with the query's own id. Whatever
 * else arrives is passed over: the socket hears the server that was asked alone, on a port that the operating
 * system picks at random, and the id on the wire is random too (RFC 5452). Rejects when `signal` fires or
 * the system says that nobody listens there.
 */
export async function askOverUdp(
  server: Endpoint,
  query: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  signal.throwIfAborted()
  const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4')
  const sent = withId(query, randomInt(0x10000))
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
  socket.on('error', reject)
  socket.on('message', (datagram) => {
    const response = new Uint8Array(datagram)
    if (answers(sent, response)) resolve(withId(response, idOf(query)))
  })
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    socket.connect(server.port, server.address)
    await Promise.race([once(socket, 'connect', { signal }), promise])
    socket.send(sent, (error) => error && reject(error))
    return await promise
  } finally {
    signal.removeEventListener('abort', onAbort)
    socket.close()
  }
}

function answers(query: Uint8Array, response: Uint8Array): boolean {
  try {
    checkResponse(query, response)
    return true
  } catch {
    return false
  }
}

function idOf(message: Uint8Array): number {
  return new DataView(message.buffer, message.byteOffset).getUint16(0)
}

/** A copy of a message under another id. */
export function withId(message: Uint8Array, id: number): Uint8Array {
  const copy = Uint8Array.from(message)
  new DataView(copy.buffer).setUint16(0, id)
  return copy
}
