import { concatBytes } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'
import type { BodyPieces } from './body-pieces.ts'
import type { Framing } from './framing.ts'
import { HttpHeaders } from './headers.ts'
import type { HttpLimits } from './limits.ts'

/** The body of an answer as it comes. It may never end: read it piece by piece, or collect it up to a bound. */
export class HttpBody {
  readonly framing: Framing
  /** What came behind the last chunk; empty before the body has ended. */
  trailers = new HttpHeaders()
  readonly #pieces: BodyPieces
  readonly #limits: HttpLimits
  #received = 0
  #complete: boolean
  #failure: { readonly error: unknown } | undefined

  constructor(framing: Framing, pieces: BodyPieces, limits: HttpLimits) {
    this.framing = framing
    this.#pieces = pieces
    this.#limits = limits
    this.#complete = framing.kind === 'none' || (framing.kind === 'length' && framing.length === 0)
  }

  /** Whether all of it was read. Only then can the connection carry another exchange. */
  get complete(): boolean {
    return this.#complete
  }

  /**
   * The next bytes, as soon as there are some; `null` at the end. A body that broke stays broken: every later read
   * rejects with the same error.
   *
   * @throws `http.closed-in-body`, `http.bad-chunk`, `http.chunk-line-too-long`, the errors of trailers, and
   *   whatever the stream rejects with.
   */
  async read(): Promise<Uint8Array | null> {
    try {
      const next = await this.#pieces.next()
      // A generator that threw says "done" to whoever asks again.
      if (this.#failure !== undefined) throw this.#failure.error
      if (next.done) {
        if (!this.#complete) this.trailers = next.value
        this.#complete = true
        return null
      }
      this.#received += next.value.length
      return next.value
    } catch (error) {
      this.#failure ??= { error }
      throw error
    }
  }

  /**
   * What is left of the body, in one array.
   *
   * @throws `http.body-too-large` when that is longer than `maxBytes`, at once if its length was announced; else what
   *   {@link HttpBody.read} throws.
   */
  async readAll(maxBytes = this.#limits.collectedBody): Promise<Uint8Array> {
    if (this.framing.kind === 'length' && this.framing.length - this.#received > maxBytes)
      throw tooLarge(maxBytes)
    const parts: Uint8Array[] = []
    let length = 0
    for (let piece = await this.read(); piece !== null; piece = await this.read()) {
      length += piece.length
      parts.push(piece)
      if (length > maxBytes) {
        // The pieces are lost: reading on would pass off the rest as the whole.
        this.#failure = { error: tooLarge(maxBytes) }
        throw this.#failure.error
      }
    }
    return concatBytes(...parts)
  }
}

function tooLarge(maxBytes: number): ProtocolError {
  return new ProtocolError('http.body-too-large', `the body holds more than ${maxBytes} bytes`)
}
