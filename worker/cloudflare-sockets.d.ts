/**
 * The runtime's sockets, with the web's own streams: the core and the Worker are compiled with one and the same
 * idea of a stream, which the package's is not.
 */
declare module 'cloudflare:sockets' {
  import type { SocketAddress, SocketOptions } from '@cloudflare/workers-types'

  interface Socket {
    readonly readable: ReadableStream<Uint8Array>
    readonly writable: WritableStream<Uint8Array>
    readonly opened: Promise<unknown>
    readonly closed: Promise<void>
    close(): Promise<void>
  }
  export function connect(address: SocketAddress, options: SocketOptions): Socket
}
