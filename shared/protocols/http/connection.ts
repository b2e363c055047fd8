import type { ByteStream } from '../../platform/index.ts'
import { ProtocolError } from '../protocol-error.ts'
import { HttpExchange } from './exchange.ts'
import { HttpHeaders } from './headers.ts'
import { defaultLimits, type HttpLimits } from './limits.ts'
import { type EncodedRequest, encodeRequest, type HttpRequestHead } from './request-head.ts'
import type { HttpResponse } from './response.ts'
import { HttpSource } from './source.ts'

/** A request with a body that is there as a whole. */
export interface HttpRequest extends HttpRequestHead {
  /** Announced with a `Content-Length` of its own unless the headers have one; without a body none is added. */
  readonly body?: Uint8Array
}

const nothing = new Uint8Array()
const pieceSize = 64 * 1024

/**
 * HTTP/1.1 over a byte stream (RFC 9112), one exchange after the other. It sets no timers and never closes the stream: who
 * has waited long enough closes it, and all that is pending rejects.
 *
 * @example
 * const connection = new HttpConnection(stream)
 * const answer = await connection.send({ method: 'GET', target: '/', headers: [['Host', 'mail.contoso.test']] })
 * const page = await answer.body.readAll()
 * if (connection.reusable) ... // the same connection, as NTLM needs it
 */
export class HttpConnection {
  readonly #stream: ByteStream
  readonly #source: HttpSource
  readonly #limits: HttpLimits
  #exchange: HttpExchange | undefined

  constructor(stream: ByteStream, limits: Partial<HttpLimits> = {}) {
    this.#stream = stream
    this.#source = new HttpSource(stream)
    this.#limits = { ...defaultLimits, ...limits }
  }

  /**
   * Whether another request may be sent now: the last one is sent whole, its answer is read to the end, neither side wants to
   * close, and nothing came that was not asked for. The server may still have closed in the meantime: then the next answer is
   * `http.closed-before-answer`.
   */
  get reusable(): boolean {
    return (this.#exchange === undefined || this.#exchange.finished) && this.#source.pending.length === 0
  }

  /**
   * Starts a request whose body, if `Content-Length` announces one, the caller writes: an RPC channel's, which never ends, or
   * none at all, to see what the headers alone bring about.
   *
   * @throws `http.bad-request`, `http.not-reusable`
   */
  open(request: HttpRequestHead): HttpExchange {
    return this.#begin(encodeRequest(request), nothing)
  }

  /**
   * Sends a request with its body and resolves as soon as the head of the final answer is there. With `Expect: 100-continue` the
   * body is held back until the server asks for it. Sending stops when the answer comes early and says that the
   * connection ends.
   *
   * @throws `http.bad-request`, also when the headers announce another length than the body has; `http.not-reusable`;
   *   what {@link HttpExchange.response} rejects with.
   */
  async send({ body, ...head }: HttpRequest): Promise<HttpResponse> {
    const request = encodeRequest(body === undefined ? head : withLength(head, body))
    if (request.bodyLength !== (body?.length ?? 0))
      throw new ProtocolError(
        'http.bad-request',
        'the request is not sent: its body has not the announced length',
      )
    const waits = request.headers.has('Expect', '100-continue')
    const first = waits || body === undefined ? nothing : body.subarray(0, pieceSize)
    const exchange = this.#begin(request, first)
    // What stops the upload shows in the answer, which is read at the same time.
    if (body !== undefined) upload(exchange, body.subarray(first.length), waits).catch(() => {})
    return exchange.response
  }

  #begin(request: EncodedRequest, firstBytes: Uint8Array): HttpExchange {
    if (!this.reusable)
      throw new ProtocolError('http.not-reusable', 'the connection cannot carry another request')
    this.#exchange = new HttpExchange(this.#stream, this.#source, request, this.#limits, firstBytes)
    return this.#exchange
  }
}

function withLength(head: HttpRequestHead, body: Uint8Array): HttpRequestHead {
  if (new HttpHeaders(head.headers).first('Content-Length') !== undefined) return head
  return { ...head, headers: [...head.headers, ['Content-Length', String(body.length)]] }
}

async function upload(exchange: HttpExchange, body: Uint8Array, waits: boolean): Promise<void> {
  if (waits && !(await exchange.continued)) return
  for (let at = 0; at < body.length && !exchange.refused; at += pieceSize)
    await exchange.write(body.subarray(at, at + pieceSize))
}
