import type { Socket } from 'cloudflare:sockets'
import { type ByteStream, ConnectError, type Endpoint } from '../shared/platform/index.ts'

/** What is asked of the runtime at once: most of what a peer sends in one go, and little to allocate. */
const CHUNK_BYTES = 32 * 1024

/**
 * An open socket of `cloudflare:sockets` as a {@link ByteStream}.
 *
 * Nothing is taken from the network until somebody reads: a peer that floods is held back by TCP. A connection
 * that broke and one that was closed here are told apart; the runtime gives no more than that.
 *
 * One limit is the runtime's: a write that the peer does not take keeps the connection open behind `close()`
 * until the request is over.
 */
export class SocketStream implements ByteStream {
  readonly remote: Endpoint
  readonly #socket: Socket
  readonly #reader: ReadableStreamBYOBReader
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>
  /** Ends what still waits when this side closes: the runtime would leave it without an answer. */
  readonly #waiting = new Set<(reason: ConnectError) => void>()
  #failure: ConnectError | undefined
  #left = new Uint8Array(0)
  #reading = false
  #ended = false

  constructor(socket: Socket, remote: Endpoint) {
    this.#socket = socket
    this.remote = remote
    this.#reader = socket.readable.getReader({ mode: 'byob' })
    this.#writer = socket.writable.getWriter()
    this.#reader.closed.catch(() => undefined)
    this.#writer.closed.catch(() => undefined)
  }

  /** As the interface has it, one read at a time: a second one that is asked for meanwhile rejects. */
  async read(atMost = Number.POSITIVE_INFINITY): Promise<Uint8Array | null> {
    if (!(atMost >= 1)) throw new RangeError(`expected to read at least one byte, got ${atMost}`)
    if (this.#reading) throw new TypeError('a read of this stream is already waiting')
    this.#reading = true
    try {
      // What came before the connection broke is still read; what came before it was closed here is not.
      if (this.#failure?.code === 'aborted') throw this.#failure
      if (this.#left.length === 0) {
        const { value } = await this.#whileOpen(this.#reader.read(new Uint8Array(CHUNK_BYTES)))
        if (value === undefined || value.length === 0) {
          // The runtime says nothing more to a reader once a write found the connection broken.
          if (this.#failure !== undefined) throw this.#failure
          return null
        }
        this.#left = value
      }
      const bytes = this.#left.subarray(0, atMost)
      this.#left = this.#left.subarray(bytes.length)
      return bytes
    } finally {
      this.#reading = false
    }
  }

  /** Resolves when the runtime has taken the bytes: the array may then be used again. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#ended) throw new TypeError('this stream has ended: nothing more can be written')
    if (bytes.length > 0) await this.#whileOpen(this.#writer.write(bytes))
  }

  async end(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#ended) return
    this.#ended = true
    await this.#whileOpen(this.#writer.close())
  }

  close(): void {
    const failure = new ConnectError('aborted', this.remote, 'the connection was closed on this side')
    this.#failure = failure
    for (const reject of this.#waiting) reject(failure)
    this.#socket.close().catch(() => undefined)
  }

  async #whileOpen<Result>(working: Promise<Result>): Promise<Result> {
    const { promise: closed, reject } = Promise.withResolvers<never>()
    this.#waiting.add(reject)
    try {
      return await Promise.race([working, closed])
    } catch (cause) {
      this.#failure ??= new ConnectError('closed', this.remote, 'the connection broke: reset, or lost', {
        cause,
      })
      throw this.#failure
    } finally {
      this.#waiting.delete(reject)
    }
  }
}
