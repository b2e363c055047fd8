import { connect as openSocket } from 'cloudflare:sockets'
import { type ByteStream, ConnectError, type Endpoint } from '../shared/platform/index.ts'
import { normaliseAddress } from '../shared/transport/address-kind.ts'
import { reasonOfRuntime } from './runtime-limits.ts'
import { SocketStream } from './socket-stream.ts'

/**
 * Opens a TCP connection over `cloudflare:sockets`, to an address and never to a name. `signal` ends the
 * attempt; the stream that comes of it is ended by its own `close()`.
 *
 * The runtime fails in one way alone, whatever the cause (`node:net` stands on the same sockets and says no
 * more). What it refuses by rule is known and becomes `blocked`; all else becomes `refused`, by far the most
 * frequent, and the message says what else it may be. Silence never ends by itself: that is for `signal`.
 *
 * Rejects with a {@link ConnectError}, whose `cause` is the runtime's own error where there is one.
 */
export async function connect(endpoint: Endpoint, signal: AbortSignal): Promise<ByteStream> {
  const { address, port } = endpoint
  if (normaliseAddress(address) === undefined || address.startsWith('[')) {
    throw new ConnectError(
      'failed',
      endpoint,
      'expected an IPv4 or IPv6 address without brackets, got something else: names are resolved before',
    )
  }
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new ConnectError('failed', endpoint, `expected a port from 1 to 65535, got ${port}`)
  }
  if (signal.aborted) throw abandoned(endpoint, signal)

  const hostname = address.includes(':') ? `[${address}]` : address
  const socket = openSocket({ hostname, port }, { secureTransport: 'off', allowHalfOpen: true })
  // Each failure is told where it is waited for; here it would only end the Worker as unhandled.
  socket.closed.catch(() => undefined)
  socket.opened.catch(() => undefined)
  const { promise: given, reject: giveUp } = Promise.withResolvers<never>()
  const onAbort = () => giveUp(abandoned(endpoint, signal))
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    await Promise.race([socket.opened, given])
    return new SocketStream(socket, endpoint)
  } catch (error) {
    socket.close().catch(() => undefined)
    throw error instanceof ConnectError ? error : notConnected(endpoint, error)
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** `timed-out` when the signal was a deadline (`AbortSignal.timeout`), `aborted` when somebody gave up. */
function abandoned(endpoint: Endpoint, { reason }: AbortSignal): ConnectError {
  return reason instanceof Error && reason.name === 'TimeoutError'
    ? new ConnectError('timed-out', endpoint, 'no connection: no answer within the time allowed', {
        cause: reason,
      })
    : new ConnectError('aborted', endpoint, 'no connection: the caller gave up before there was one', {
        cause: reason,
      })
}

function notConnected(endpoint: Endpoint, cause: unknown): ConnectError {
  const rule = reasonOfRuntime(endpoint)
  return rule === undefined
    ? new ConnectError(
        'refused',
        endpoint,
        'no connection: refused, or the address cannot be reached (this runtime tells no more)',
        { cause },
      )
    : new ConnectError('blocked', endpoint, `no connection: ${rule}`, { cause })
}
