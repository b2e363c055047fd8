/**
 * The runtime as a port: what workerd, Node and the lab lend to the core. Nothing in the core
 * knows which of them it stands on.
 */

/** An address and a port. The address is an IP literal without brackets, never a name. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** A connection as bytes: plain TCP, or whatever a protocol made of one. */
export interface ByteStream {
  /**
   * The next bytes, at least one of them and `atMost` at most (without it: what there is).
   * `null` when the peer has finished. Rejects with a {@link ConnectError} when the connection broke.
   */
  read(atMost?: number): Promise<Uint8Array | null>
  /** Resolves when there is room for more, not when the peer has read it. */
  write(bytes: Uint8Array): Promise<void>
  /** Half-close: nothing more will be written; reading goes on. */
  end(): Promise<void>
  /** Ends both directions at once. Pending reads and writes reject. Never throws. */
  close(): void
  readonly remote: Endpoint
}

/** One DNS message out, one back, both in wire format (RFC 1035 section 4). */
export type DnsExchange = (query: Uint8Array, signal: AbortSignal) => Promise<Uint8Array>

/** The resolver that the machine itself is set up to use. */
export interface SystemResolver {
  readonly exchange: DnsExchange
  /**
   * What the operating system answers to a program that asks for the name: the hosts file and
   * local policy included, which `exchange` does not see. Empty when there is none.
   */
  lookup(host: string): Promise<readonly string[]>
}

export interface Platform {
  /** Opens a TCP connection. Rejects with a {@link ConnectError}; never waits past `signal`. */
  connect(endpoint: Endpoint, signal: AbortSignal): Promise<ByteStream>
  /** Posts a query to a DNS over HTTPS resolver (RFC 8484). Follows no redirect. */
  askResolver(url: URL, query: Uint8Array, signal: AbortSignal): Promise<Uint8Array>
  /** Node alone: the inside view needs the inside's DNS. */
  readonly systemResolver?: SystemResolver
  /** Cryptographically strong. */
  randomBytes(length: number): Uint8Array
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
}

export { ConnectError, type ConnectErrorCode } from './connect-error.ts'
