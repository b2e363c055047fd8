import type { Endpoint } from './index.ts'

/**
 * Why there is no connection.
 * - `refused`: the host answered that nothing listens there (or a firewall did in its place).
 * - `timed-out`: no answer at all, which is what a firewall that drops looks like.
 * - `unreachable`: a router said that the host or its network cannot be reached.
 * - `blocked`: the target policy, or the runtime itself, does not allow the connection.
 * - `closed`: there was a connection and the peer or the network ended it.
 * - `aborted`: the caller gave up.
 * - `failed`: the runtime does not tell.
 */
export type ConnectErrorCode =
  | 'refused'
  | 'timed-out'
  | 'unreachable'
  | 'blocked'
  | 'closed'
  | 'aborted'
  | 'failed'

/** A connection that could not be made, or broke. The message is for people, the code for programs. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError'
  readonly code: ConnectErrorCode
  readonly endpoint: Endpoint

  constructor(code: ConnectErrorCode, endpoint: Endpoint, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.endpoint = endpoint
  }
}
