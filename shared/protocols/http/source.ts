import { type ByteStream, ConnectError } from '../../platform/index.ts'
import { concatBytes } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'

/** A line without its end, and what ended it: `end` is the end of the stream, `too-long` the limit. */
export interface Line {
  readonly bytes: Uint8Array
  readonly ending: 'crlf' | 'lf' | 'end' | 'too-long'
}

const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * What a peer sends, by lines or by pieces, however the network cut it.
 * A connection that broke reads like one that ended; {@link HttpSource.closed} keeps the difference as the cause.
 */
export class HttpSource {
  readonly #stream: ByteStream
  #pending: Uint8Array = new Uint8Array()
  #ended = false
  #broken: ConnectError | undefined

  constructor(stream: ByteStream) {
    this.#stream = stream
  }

  /** Bytes that have come and that nobody has taken. */
  get pending(): Uint8Array {
    return this.#pending
  }

  /** Whether the connection broke, rather than that the peer finished. */
  get broken(): boolean {
    return this.#broken !== undefined
  }

  /** Waits for more bytes behind the pending ones. False when no more will come. */
  async more(): Promise<boolean> {
    const bytes = await this.#next()
    if (bytes === null) return false
    this.#pending = concatBytes(this.#pending, bytes)
    return true
  }

  /** The next bytes, at least one and `atMost` at most; `null` when no more will come. */
  async some(atMost: number): Promise<Uint8Array | null> {
    const bytes = this.#pending.length > 0 ? this.#pending : await this.#next()
    if (bytes === null) return null
    this.#pending = bytes.subarray(atMost)
    return bytes.subarray(0, atMost)
  }

  /** The next line, which may hold `limit` bytes besides its end. */
  async line(limit: number): Promise<Line> {
    const parts: Uint8Array[] = []
    let length = 0
    for (;;) {
      const part = this.#pending.length > 0 ? this.#pending : await this.#next()
      if (part === null) return { bytes: concatBytes(...parts), ending: 'end' }
      const at = part.indexOf(lineFeed)
      const taken = at === -1 ? part : part.subarray(0, at)
      this.#pending = part.subarray(at === -1 ? part.length : at + 1)
      parts.push(taken)
      length += taken.length
      if (at !== -1) return ended(concatBytes(...parts), limit)
      // One more than the limit may still be a carriage return.
      if (length > limit + 1) return { bytes: new Uint8Array(), ending: 'too-long' }
    }
  }

  /** The error for a peer that stopped before its message was whole. */
  closed(code: string, message: string): ProtocolError {
    return new ProtocolError(code, message, { cause: this.#broken })
  }

  async #next(): Promise<Uint8Array | null> {
    while (!this.#ended) {
      const bytes = await this.#read()
      if (bytes !== null && bytes.length > 0) return bytes
      if (bytes === null) this.#ended = true
    }
    return null
  }

  async #read(): Promise<Uint8Array | null> {
    try {
      return await this.#stream.read()
    } catch (error) {
      if (!(error instanceof ConnectError && error.code === 'closed')) throw error
      this.#broken = error
      return null
    }
  }
}

function ended(bytes: Uint8Array, limit: number): Line {
  const crlf = bytes.at(-1) === carriageReturn
  const content = crlf ? bytes.subarray(0, -1) : bytes
  if (content.length > limit) return { bytes: new Uint8Array(), ending: 'too-long' }
  return { bytes: content, ending: crlf ? 'crlf' : 'lf' }
}
