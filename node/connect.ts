import { isIP, Socket } from 'node:net'
import { type ByteStream, ConnectError, type Endpoint } from '../shared/platform/index.ts'
import { abortCode, connectErrorCode, systemErrorCode } from './connect-error-code.ts'
import { SocketStream } from './socket-stream.ts'

/**
 * Opens a TCP connection over `node:net`, to an address and never to a name. `signal` ends the attempt;
 * the stream that comes of it is ended by its own `close()`.
 *
 * Rejects with a {@link ConnectError}, whose `cause` is Node's own error where there is one.
 */
export async function connect(endpoint: Endpoint, signal: AbortSignal): Promise<ByteStream> {
  if (isIP(endpoint.address) === 0) {
    throw new ConnectError(
      'failed',
      endpoint,
      'expected an IPv4 or IPv6 address without brackets, got something else: names are resolved before',
    )
  }
  if (!Number.isInteger(endpoint.port) || endpoint.port < 1 || endpoint.port > 65535) {
    throw new ConnectError('failed', endpoint, `expected a port from 1 to 65535, got ${endpoint.port}`)
  }
  if (signal.aborted) throw abandoned(endpoint, signal)

  const socket = new Socket({ allowHalfOpen: true })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const onAbort = () => reject(abandoned(endpoint, signal))
  const onError = (error: Error) => reject(notConnected(endpoint, error))
  signal.addEventListener('abort', onAbort, { once: true })
  socket.once('error', onError)
  socket.connect({ host: endpoint.address, port: endpoint.port }, resolve)
  try {
    await promise
    socket.setNoDelay(true)
    return new SocketStream(socket, endpoint)
  } catch (error) {
    // What the socket still has to say about an attempt that nobody waits for must not end the process.
    socket.on('error', () => {})
    socket.destroy()
    throw error
  } finally {
    socket.off('error', onError)
    signal.removeEventListener('abort', onAbort)
  }
}

function abandoned(endpoint: Endpoint, signal: AbortSignal): ConnectError {
  const code = abortCode(signal)
  const message =
    code === 'timed-out' ? 'no answer within the time allowed' : 'the caller gave up before there was one'
  return new ConnectError(code, endpoint, `no connection: ${message}`, { cause: signal.reason })
}

function notConnected(endpoint: Endpoint, error: Error): ConnectError {
  const detail = systemErrorCode(error) || error.message
  return new ConnectError(connectErrorCode(error), endpoint, `no connection: ${detail}`, { cause: error })
}
