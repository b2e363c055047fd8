import type { Duplex } from 'node:stream'

/** The connection ended in the middle of what was being read. */
export class PeerGone extends Error {}

/** What was read is longer than it may be. */
export class TooLong extends Error {}

/** Reads a connection by lines and counts. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>
  #held: Buffer = Buffer.alloc(0)
  #reading: Promise<void> | undefined

  constructor(connection: Duplex) {
    this.#chunks = connection[Symbol.asyncIterator]()
  }

  /** The bytes up to the end mark, without it. Throws `TooLong` when it does not come within `atMost` bytes. */
  async until(mark: string, atMost: number): Promise<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(mark)
      if (at > atMost || (at === -1 && this.#held.length > atMost)) throw new TooLong()
      if (at !== -1) {
        const found = this.#take(at)
        this.#take(mark.length)
        return found
      }
      await this.#more()
    }
  }

  /** Exactly so many bytes. */
  async exactly(length: number): Promise<Buffer> {
    while (this.#held.length < length) await this.#more()
    return this.#take(length)
  }

  /** Reads so many bytes and forgets them. */
  async skip(length: number): Promise<void> {
    for (let left = length; left > 0; ) {
      if (this.#held.length === 0) await this.#more()
      left -= this.#take(Math.min(left, this.#held.length)).length
    }
  }

  /** What has come, or comes next: one octet at least, and no more than so many. */
  async some(atMost: number): Promise<Buffer> {
    if (this.#held.length === 0) await this.#more()
    return this.#take(Math.min(atMost, this.#held.length))
  }

  /** Reads on, and keeps what comes for later. Resolves when something came. Throws `TooLong` when enough is kept. */
  async ahead(atMost: number): Promise<void> {
    if (this.#held.length > atMost) throw new TooLong()
    await this.#more()
  }

  /** Swallows everything until the peer leaves. */
  async drain(): Promise<never> {
    for (;;) {
      this.#held = Buffer.alloc(0)
      await this.#more()
    }
  }

  #take(length: number): Buffer {
    const taken = this.#held.subarray(0, length)
    this.#held = this.#held.subarray(length)
    return taken
  }

  /** Two who wait for more wait for the same. */
  #more(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #read(): Promise<void> {
    const { value, done } = await this.#next()
    if (done) throw new PeerGone()
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value])
  }

  async #next(): Promise<IteratorResult<Buffer>> {
    try {
      return await this.#chunks.next()
    } catch (error) {
      // A reset, or a TLS alert: whatever it is, nothing more comes.
      throw new PeerGone('the connection broke', { cause: error })
    }
  }
}
