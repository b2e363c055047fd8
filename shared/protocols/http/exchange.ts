import type { ByteStream } from '../../platform/index.ts'
import { concatBytes } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'
import { HttpBody } from './body.ts'
import { bodyPieces } from './body-pieces.ts'
import { keepsConnection, responseFraming } from './framing.ts'
import type { HttpLimits } from './limits.ts'
import type { EncodedRequest } from './request-head.ts'
import type { HttpResponse } from './response.ts'
import { type ResponseHead, readResponseHead } from './response-head.ts'
import type { HttpSource } from './source.ts'

/**
 * One request and its answer, both under way at the same time: the answer is read from the start, while the body may
 * be written for as long as the caller likes.
 */
export class HttpExchange {
  /**
   * The final answer as soon as its head is there, however much of the request is still to be written: a server
   * may refuse early, and what a later {@link HttpExchange.write} fails with says less.
   */
  readonly response: Promise<HttpResponse>
  /** True when the server asks for the body (100), false when it has answered or failed without asking. */
  readonly continued: Promise<boolean>
  readonly #stream: ByteStream
  readonly #source: HttpSource
  readonly #request: EncodedRequest
  readonly #limits: HttpLimits
  #writes: Promise<void>
  #accepted = 0
  #requestSent = false
  #answer: { readonly body: HttpBody; readonly keeps: boolean } | undefined

  /** Sends the head, and in the same write the first bytes of the body. */
  constructor(
    stream: ByteStream,
    source: HttpSource,
    request: EncodedRequest,
    limits: HttpLimits,
    firstBytes: Uint8Array,
  ) {
    this.#stream = stream
    this.#source = source
    this.#request = request
    this.#limits = limits
    const asked = Promise.withResolvers<boolean>()
    this.continued = asked.promise
    this.response = this.#readResponse(() => asked.resolve(true))
    this.response.then(
      () => asked.resolve(false),
      () => asked.resolve(false),
    )
    this.#writes = Promise.resolve()
    this.#accept(firstBytes.length)
    // A head that could not be sent shows in the answer that does not come, and in the next write.
    this.#enqueue(concatBytes(request.bytes, firstBytes)).catch(() => {})
  }

  /**
   * Sends the next bytes of the body that `Content-Length` announced; resolves when there is room for more.
   *
   * @throws `http.request-body-too-long` when that is more than was announced, and whatever the stream rejects with.
   */
  async write(bytes: Uint8Array): Promise<void> {
    this.#accept(bytes.length)
    await this.#enqueue(bytes)
  }

  /**
   * Closes the connection under it, for requests and answers that never end by themselves. Whatever is pending rejects.
   * Never throws.
   */
  close(): void {
    this.#stream.close()
  }

  /** Whether the answer has come and says that the connection ends with it: the rest of the body is of no use. */
  get refused(): boolean {
    return this.#answer !== undefined && !this.#answer.keeps
  }

  /** Whether request and answer are both through, and the connection can carry another exchange. */
  get finished(): boolean {
    return this.#requestSent && this.#answer?.keeps === true && this.#answer.body.complete
  }

  #accept(length: number): void {
    if (this.#accepted + length > this.#request.bodyLength)
      throw new ProtocolError('http.request-body-too-long', 'more of the body was given than was announced')
    this.#accepted += length
  }

  /** Writes behind what is being written. After one that failed, every later one fails with the same error. */
  #enqueue(bytes: Uint8Array): Promise<void> {
    const complete = this.#accepted === this.#request.bodyLength
    this.#writes = this.#writes.then(async () => {
      await this.#stream.write(bytes)
      if (complete) this.#requestSent = true
    })
    return this.#writes
  }

  async #readResponse(onContinue: () => void): Promise<HttpResponse> {
    const informational: ResponseHead[] = []
    for (;;) {
      const head = await readResponseHead(this.#source, this.#limits)
      if (head.status >= 200) return this.#finalAnswer(head, informational)
      if (head.status === 101)
        throw new ProtocolError(
          'http.unexpected-upgrade',
          'the server changes the protocol without being asked',
        )
      if (informational.length === this.#limits.informational)
        throw new ProtocolError(
          'http.too-many-informational',
          `the server sends more than ${this.#limits.informational} provisional answers`,
        )
      informational.push(head)
      if (head.status === 100) onContinue()
    }
  }

  #finalAnswer(head: ResponseHead, informational: readonly ResponseHead[]): HttpResponse {
    const framing = responseFraming(this.#request.method, head)
    const body = new HttpBody(framing, bodyPieces(this.#source, framing, this.#limits), this.#limits)
    this.#answer = { body, keeps: keepsConnection(this.#request.headers, head, framing) }
    return { ...head, informational, body }
  }
}
