import net from 'node:net'
import { type ByteStream, ConnectError, type Endpoint, type Platform } from '../../shared/platform/index.ts'

/** The least of a platform over Node that the lab can stand on: these tests need no more. */
export const nodeBase: Platform = {
  connect,
  async askResolver(url, query, signal) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/dns-message' },
      body: new Uint8Array(query),
      signal,
    })
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  },
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  now: () => Date.now(),
}

function connect(endpoint: Endpoint, signal: AbortSignal): Promise<ByteStream> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: endpoint.address, port: endpoint.port, signal })
    socket.once('connect', () => resolve(streamOf(socket, endpoint)))
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const code = error.code === 'ECONNREFUSED' ? 'refused' : 'failed'
      reject(new ConnectError(code, endpoint, error.message))
    })
  })
}

function streamOf(socket: net.Socket, remote: Endpoint): ByteStream {
  const chunks = socket[Symbol.asyncIterator]()
  return {
    remote,
    read: async () => {
      const { value, done } = await chunks.next()
      return done ? null : new Uint8Array(value)
    },
    write: (bytes) => new Promise((resolve) => socket.write(bytes, () => resolve())),
    end: () => new Promise((resolve) => socket.end(() => resolve())),
    close: () => socket.destroy(),
  }
}
