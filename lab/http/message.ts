/** One header field as it stands in the message, in its order. */
export type Header = readonly [name: string, value: string]

/** A request, as far as its head. */
export interface HttpRequest {
  readonly method: string
  /** As it was sent: path and query. */
  readonly target: string
  /** The target up to a question mark. */
  readonly path: string
  readonly version: '1.0' | '1.1' | '2'
  readonly headers: readonly Header[]
  readonly body: RequestBody
}

/** The body of a request, which may never come. */
export interface RequestBody {
  /** What the head announces, in octets. */
  readonly length: number | 'chunked'
  /**
   * Waits for all of it, once; tells a client that waits for it to go on. `undefined` when it is longer than `atMost`
   * octets; rejects with a `PeerGone` when the connection ends before the body.
   */
  read(atMost: number): Promise<Buffer | undefined>
  /**
   * The octets as they come, in place of `read`; tells a client that waits for it to go on. Ends where the head says;
   * throws a `PeerGone` when the connection ends before that.
   */
  octets(): AsyncIterable<Buffer>
}

export interface HttpResponse {
  readonly status: number
  readonly reason: string
  readonly headers: readonly Header[]
  readonly body: string | Uint8Array | StreamedBody
  /** Ends the connection after it. */
  readonly close?: true
}

/** A body that is still being made while it is sent. */
export interface StreamedBody {
  /** What the head announces, in octets; the connection ends when fewer come. `chunked`: each piece is a chunk. */
  readonly length: number | 'chunked'
  /** Cancelled when the client goes; an error in it resets the connection. */
  readonly octets: ReadableStream<Uint8Array>
}

/**
 * What becomes of a request:
 * - `silence`: no answer ever comes, and what the client goes on to send is swallowed.
 * - `reset`: the connection ends without one.
 * - `requires-http1`: over HTTP/2 the stream ends with HTTP_1_1_REQUIRED (RFC 9113 section 7).
 */
export type Answer = HttpResponse | 'silence' | 'reset' | 'requires-http1'

/** Answers the requests of one connection, one after another: what a connection remembers, its handler does. */
export type Handler = (request: HttpRequest) => Answer | Promise<Answer>

/** A web service that is set up: makes a handler for each connection. */
export type Site = (connection: ConnectionFacts) => Handler

export interface ConnectionFacts {
  /** It came over TLS. */
  readonly secure: boolean
  /** The certificate that the client was shown by what speaks TLS with this service, as DER. */
  readonly certificate?: Uint8Array
}

/** The first header field of the name. */
export function headerOf({ headers }: Pick<HttpRequest, 'headers'>, name: string): string | undefined {
  return headers.find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1]
}

/** The host that the client asked, without a port; the empty string when it named none. */
export function hostOf(request: HttpRequest): string {
  return (headerOf(request, 'host') ?? '').replace(/:\d*$/, '')
}

/** A date as HTTP writes it (RFC 9110 section 5.6.7), `aheadMinutes` ahead of this machine's clock. */
export function httpDate(aheadMinutes = 0): string {
  return new Date(Date.now() + aheadMinutes * 60_000).toUTCString()
}
