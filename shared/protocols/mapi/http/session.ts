import { type ByteWriter, guidText } from '../../bytes/index.ts'
import { type HeaderEntry, type HttpHeaders, SessionCookies } from '../../http/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
import { CLIENT_VERSION } from '../version.ts'
import { type BodySource, readFramedBody } from './meta-tags.ts'
import { RESPONSE_CODE } from './response-codes.ts'

/** X-RequestType (MS-OXCMAPIHTTP section 2.2.3.3.1), of those that are used here. */
export type MapiRequestType =
  | 'Connect'
  | 'Execute'
  | 'Disconnect'
  | 'PING'
  | 'Bind'
  | 'Unbind'
  | 'ResolveNames'
  | 'GetSpecialTable'
  | 'GetMailboxUrl'

/** A request as it has to be sent: `POST` over HTTPS, signed in. `Host` and `Content-Length` are not among the headers. */
export interface MapiPost {
  readonly path: string
  readonly headers: readonly HeaderEntry[]
  readonly body: Uint8Array
}

/** What came of sending it: the answer to the last of the requests that signing in takes. */
export interface MapiResponse {
  readonly status: number
  readonly reason: string
  readonly headers: HttpHeaders
  readonly body: BodySource
}

/** What came of a request. */
export type MapiHttpAnswer =
  | {
      readonly kind: 'answered'
      /** The body proper: for the request type's reader. */
      readonly body: Uint8Array
      /** How often the server said that it is still at work. */
      readonly pending: number
      readonly headers: HttpHeaders
      readonly serverApplication?: string
      /** How long the session lasts unused, in milliseconds. */
      readonly expiresMs?: number
    }
  /** The service refused it: {@link RESPONSE_CODE}, and what it says about it for people. */
  | {
      readonly kind: 'refused'
      readonly responseCode: number
      readonly text: string
      readonly headers: HttpHeaders
    }
  /** Not the service but the web server or something before it answered. */
  | { readonly kind: 'http'; readonly status: number; readonly reason: string; readonly headers: HttpHeaders }

export interface MapiHttpSessionOptions {
  /** Path and query of the endpoint, as Autodiscover told it. */
  readonly path: string
  readonly randomBytes: (length: number) => Uint8Array
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Four numbers: {@link CLIENT_VERSION} unless told otherwise. */
  readonly clientVersion?: string
}

const LONGEST_TEXT = 2048

/**
 * A session context at one endpoint of MAPI over HTTP (MS-OXCMAPIHTTP section 3.1.5): numbers its requests, keeps its cookies, and
 * takes answers apart. It sends through a function that it is given, one request after the other.
 *
 * @example
 * const session = new MapiHttpSession(post, { path: '/mapi/emsmdb/?MailboxId=…', randomBytes, now })
 * const answer = await session.send('Connect', writeConnect(dn))
 * if (answer.kind === 'answered') readConnect(new ByteReader(answer.body, 'mapi', 'little'))
 */
export class MapiHttpSession {
  readonly #post: (request: MapiPost) => Promise<MapiResponse>
  readonly #options: MapiHttpSessionOptions
  /** The same for all requests of the session; the number behind it counts them. */
  readonly #requestGuid: string
  readonly #clientGuid: string
  readonly #cookies = new SessionCookies()
  #requests = 0
  /** Resolves when the request before is through: a context takes one at a time (section 3.1.5.2). */
  #last: Promise<unknown> = Promise.resolve()
  #open = false
  #ended: Promise<MapiHttpAnswer | undefined> | undefined

  constructor(post: (request: MapiPost) => Promise<MapiResponse>, options: MapiHttpSessionOptions) {
    this.#post = post
    this.#options = options
    this.#requestGuid = randomGuid(options.randomBytes)
    this.#clientGuid = randomGuid(options.randomBytes)
  }

  /** Names of the cookies that the next request sends back. */
  get cookieNames(): readonly string[] {
    return this.#cookies.names
  }

  /** Whether the server has made a session context that it was not told to end. */
  get open(): boolean {
    return this.#open
  }

  /**
   * Sends one request, behind those that are under way, and reads its answer.
   *
   * @throws ProtocolError what {@link readFramedBody} throws; `mapi.http-no-code`: 200 without X-ResponseCode, so that not
   *   MAPI over HTTP answers; `mapi.http-content-type`, `mapi.http-request-id`: the answer to another request;
   *   `mapi.http-ended`: {@link MapiHttpSession.end} was called; and whatever `post` rejects with
   */
  send(type: MapiRequestType, body?: ByteWriter): Promise<MapiHttpAnswer> {
    if (this.#ended !== undefined)
      return Promise.reject(new ProtocolError('mapi.http-ended', 'the session has been ended from this side'))
    return this.#enqueue(() => this.#exchange(type, body))
  }

  /**
   * Ends the session by this request, once what is under way is through; undefined when there is none to end. Nothing is
   * sent afterwards, and a second call gets the first one's answer.
   *
   * A request whose answer never came has used the number up that this one is known by: the server then refuses it as out of
   * sequence. A new session by `again` takes the place of the old one, whatever its number, and is ended.
   */
  end(
    type: 'Disconnect' | 'Unbind',
    body: ByteWriter,
    again?: { readonly type: 'Connect' | 'Bind'; readonly body: ByteWriter },
  ): Promise<MapiHttpAnswer | undefined> {
    this.#ended ??= this.#enqueue(async () => {
      if (!this.#open) return undefined
      const answer = await this.#exchange(type, body)
      const outOfSequence = answer.kind === 'refused' && answer.responseCode === RESPONSE_CODE.invalidSequence
      if (!outOfSequence || again === undefined) return answer
      await this.#exchange(again.type, again.body)
      return this.#open ? this.#exchange(type, body) : answer
    })
    return this.#ended
  }

  #enqueue<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work, work)
    this.#last = result.catch(() => undefined)
    return result
  }

  async #exchange(type: MapiRequestType, body: ByteWriter | undefined): Promise<MapiHttpAnswer> {
    const answer = await this.#send(type, body)
    if (answer.kind === 'answered' && (type === 'Connect' || type === 'Bind'))
      this.#open = succeeded(answer.body)
    else if (answer.kind === 'answered' && (type === 'Disconnect' || type === 'Unbind')) this.#open = false
    return answer
  }

  async #send(type: MapiRequestType, body: ByteWriter | undefined): Promise<MapiHttpAnswer> {
    this.#requests += 1
    const id = `{${this.#requestGuid}}:${this.#requests}`
    const response = await this.#post({
      path: this.#options.path,
      headers: this.#headers(type, id),
      body: body?.bytes() ?? new Uint8Array(),
    })
    const { status, reason, headers } = response
    if (status !== 200) return { kind: 'http', status, reason, headers }
    const code = readResponseCode(headers)
    if (code === undefined)
      throw new ProtocolError(
        'mapi.http-no-code',
        'the answer has no X-ResponseCode: it is not of MAPI over HTTP',
      )
    this.#cookies.take(headers, this.#options.now())
    if (code !== RESPONSE_CODE.success)
      return { kind: 'refused', responseCode: code, text: await readText(response.body), headers }
    checkHeaders(headers, id)
    const framed = await readFramedBody(response.body, { empty: type === 'PING' })
    const late = readResponseCode(framed.headers) ?? RESPONSE_CODE.success
    if (late !== RESPONSE_CODE.success)
      return { kind: 'refused', responseCode: late, text: excerpt(framed.body), headers }
    const serverApplication = headers.first('X-ServerApplication')
    const expires = headers.first('X-ExpirationInfo')
    return {
      kind: 'answered',
      body: framed.body,
      pending: framed.pending,
      headers,
      ...(serverApplication !== undefined && { serverApplication }),
      ...(expires !== undefined && /^[0-9]{1,15}$/.test(expires) && { expiresMs: Number(expires) }),
    }
  }

  #headers(type: MapiRequestType, id: string): HeaderEntry[] {
    const cookie = this.#cookies.header()
    return [
      ['Content-Type', 'application/mapi-http'],
      ['Accept', 'application/mapi-http'],
      ['X-RequestType', type],
      ['X-RequestId', id],
      ['X-ClientInfo', `{${this.#clientGuid}}:${this.#requests}`],
      ['X-ClientApplication', `Outlook/${this.#options.clientVersion ?? CLIENT_VERSION}`],
      ...(cookie === undefined ? [] : [['Cookie', cookie] as const]),
    ]
  }
}

/** Whether StatusCode and ErrorCode are both 0: then there is a session. */
function succeeded(body: Uint8Array): boolean {
  return body.length >= 8 && body.subarray(0, 8).every((byte) => byte === 0)
}

function checkHeaders(headers: HttpHeaders, id: string): void {
  const type = headers.first('Content-Type') ?? ''
  if (!/^application\/mapi-http\b/i.test(type))
    throw new ProtocolError(
      'mapi.http-content-type',
      'the answer is a success of another type than MAPI over HTTP',
    )
  const echoed = headers.first('X-RequestId')
  if (echoed !== undefined && echoed.toLowerCase() !== id.toLowerCase())
    throw new ProtocolError('mapi.http-request-id', 'the answer is one to another request')
}

function readResponseCode(headers: HttpHeaders): number | undefined {
  const value = headers.all('X-ResponseCode').at(-1)
  if (value === undefined) return undefined
  if (!/^[0-9]{1,9}$/.test(value))
    throw new ProtocolError('mapi.http-response-code', 'X-ResponseCode is not a number')
  return Number(value)
}

/** The beginning of what the service says for people; what breaks it off does not matter. */
async function readText(body: BodySource): Promise<string> {
  let text = ''
  try {
    const decoder = new TextDecoder()
    while (text.length < LONGEST_TEXT) {
      const piece = await body.read()
      if (piece === null) break
      text += decoder.decode(piece, { stream: true })
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
  }
  return text.slice(0, LONGEST_TEXT)
}

function excerpt(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, LONGEST_TEXT))
}

/** A GUID of version 4 (RFC 9562 section 5.4). */
function randomGuid(randomBytes: (length: number) => Uint8Array): string {
  const bytes = Uint8Array.from(randomBytes(16))
  bytes[7] = ((bytes[7] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return guidText(bytes)
}
