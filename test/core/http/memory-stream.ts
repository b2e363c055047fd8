import { type ByteStream, ConnectError } from '../../../shared/platform/index.ts'

type Arrival = Uint8Array | 'finished' | ConnectError

/** A peer in memory: a test says what it sends and when, and sees what was written to it. */
export class MemoryStream implements ByteStream {
  readonly remote = { address: '192.0.2.1', port: 443 }
  /** Everything that was written, one character a byte. */
  written = ''
  /** The size of each write. */
  readonly writes: number[] = []
  #arrivals: Arrival[] = []
  #waiting: (() => void) | undefined
  #writeGate: Promise<void> = Promise.resolve()

  /** Whether bytes have come that nobody has read. */
  get unread(): boolean {
    return this.#arrivals.some((arrival) => arrival instanceof Uint8Array && arrival.length > 0)
  }

  /** The peer sends these pieces, one a read. */
  send(...pieces: readonly (Uint8Array | string)[]): this {
    const bytes = pieces.map((piece) => (typeof piece === 'string' ? fromLatin1(piece) : piece))
    this.#arrive(...bytes)
    return this
  }

  /** The peer has nothing more to say. */
  finish(): this {
    this.#arrive('finished')
    return this
  }

  /** The network, or the peer, breaks the connection. */
  breakOff(): this {
    this.#arrive(new ConnectError('closed', this.remote, 'the connection broke'))
    return this
  }

  /** From now on writes wait until the returned function is called: the peer does not read. */
  holdWrites(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#writeGate = promise
    return resolve
  }

  /** From now on writes fail, as they do when the peer has reset the connection. */
  failWrites(): void {
    const failed = Promise.reject(new ConnectError('closed', this.remote, 'the connection broke'))
    failed.catch(() => {})
    this.#writeGate = failed
  }

  async read(atMost = Number.POSITIVE_INFINITY): Promise<Uint8Array | null> {
    if (this.#waiting !== undefined) throw new TypeError('a read of this stream is already waiting')
    while (this.#arrivals.length === 0) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#waiting = resolve
      await promise
      this.#waiting = undefined
    }
    const [next] = this.#arrivals
    if (next instanceof ConnectError) throw next
    if (next === undefined || next === 'finished') return null
    this.#arrivals.shift()
    if (next.length > atMost) this.#arrivals.unshift(next.subarray(atMost))
    return next.subarray(0, atMost)
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#writeGate
    this.writes.push(bytes.length)
    this.written += Buffer.from(bytes).toString('latin1')
  }

  async end(): Promise<void> {}

  close(): void {
    this.#arrivals = []
    this.#arrive(new ConnectError('aborted', this.remote, 'closed on this side'))
  }

  #arrive(...arrivals: readonly Arrival[]): void {
    this.#arrivals.push(...arrivals)
    this.#waiting?.()
  }
}

/** One byte a character. */
export function fromLatin1(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

/** Lets everything happen that does not wait for the peer. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
