import type { Socket } from 'node:net'
import { type ByteStream, ConnectError, type Endpoint } from '../shared/platform/index.ts'
import { connectErrorCode, systemErrorCode } from './connect-error-code.ts'

/**
 * A connected socket of `node:net` as a {@link ByteStream}.
 *
 * The socket stays in Node's paused mode, so that it takes no more from the network than its own buffer
 * holds (64 KiB) until somebody reads: a peer that floods is held back by TCP. Its listeners are added once,
 * here, and live as long as the socket.
 */
export class SocketStream implements ByteStream {
  readonly remote: Endpoint
  readonly #socket: Socket
  #failure: ConnectError | undefined
  #closed = false
  #reading = false
  #wakeReader = () => {}

  constructor(socket: Socket, remote: Endpoint) {
    this.#socket = socket
    this.remote = remote
    socket.on('error', (error) => {
      this.#failure ??= this.#broken(error)
    })
    // An error is followed by the end of the socket, and so is `destroy`.
    for (const event of ['readable', 'end', 'close']) socket.on(event, () => this.#wakeReader())
  }

  /** As the interface has it, one read at a time: a second one that is asked for meanwhile rejects. */
  async read(atMost = Number.POSITIVE_INFINITY): Promise<Uint8Array | null> {
    if (!(atMost >= 1)) throw new RangeError(`expected to read at least one byte, got ${atMost}`)
    if (this.#reading) throw new TypeError('a read of this stream is already waiting')
    this.#reading = true
    try {
      for (;;) {
        const { promise, resolve } = Promise.withResolvers<void>()
        this.#wakeReader = resolve
        if (this.#closed) throw this.#failure
        const available = Math.min(Math.floor(atMost), this.#socket.readableLength)
        // A read of nothing starts the next one from the network, and brings about the event at the end.
        const chunk: Buffer | null = this.#socket.read(available)
        // Not the Buffer itself: its `slice` shares memory where that of a Uint8Array copies.
        if (chunk !== null) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)
        if (this.#failure !== undefined) throw this.#failure
        if (this.#socket.readableEnded) return null
        await promise
      }
    } finally {
      this.#reading = false
    }
  }

  /** Resolves when the operating system has taken the bytes: the array may then be used again. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#socket.writableEnded) throw new TypeError('this stream has ended: nothing more can be written')
    if (bytes.length > 0) await this.#settled((done) => this.#socket.write(bytes, done))
  }

  async end(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#socket.writableEnded) return
    await this.#settled((done) => this.#socket.end(done))
  }

  close(): void {
    this.#failure ??= new ConnectError('aborted', this.remote, 'the connection was closed on this side')
    this.#closed = true
    this.#socket.destroy()
  }

  #settled(start: (done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      start((error) => {
        if (error) reject(this.#failure ?? this.#broken(error))
        else resolve()
      })
    })
  }

  #broken(error: Error): ConnectError {
    const detail = systemErrorCode(error) || error.message
    return new ConnectError(connectErrorCode(error), this.remote, `the connection broke: ${detail}`, {
      cause: error,
    })
  }
}
