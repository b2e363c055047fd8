import type { Step } from '../../engine/index.ts'
import {
  HttpConnection,
  type HttpExchange,
  type HttpRequestHead,
  type HttpResponse,
  type SessionCookies,
} from '../../protocols/http/index.ts'
import { encodeNegotiate, HTTP_FLAGS, readChallenge } from '../../protocols/ntlm/index.ts'
import { connectTls, type TlsConnection } from '../../protocols/tls/index.ts'
import {
  type CredentialUse,
  type RunSignIn,
  type SignInDetails,
  SignInError,
  type SignInErrorCode,
} from '../../sign-in/index.ts'
import { isExchange } from '../http/product.ts'
import { OUTLOOK_USER_AGENT } from '../http/request.ts'
import { traceHead } from '../http/trace.ts'
import { tlsOptionsFor } from '../tls/open.ts'
import { answerIn, bearerIn, firstHeader, lastHeader, NTLM_FORMS, type NtlmForm, schemesIn } from './forms.ts'
import { waitFor } from './patience.ts'
import {
  authorityOf,
  directoryOf,
  type SignedInChannel,
  type SignedInRequest,
  type SignInPlace,
} from './request.ts'
import { traceNtlm } from './trace.ts'
import { withholdFromStrangers } from './withhold.ts'

/** The page of a refusal, which is of no interest. */
const LONGEST_PAGE = 256 * 1024
/** Servers behind one address that each present a chain of their own. */
const MOST_CHAINS = 6
const WINDOWS_10 = { major: 10, minor: 0, build: 19041 }

/** How somebody came to be signed in. */
export interface SignedInBy {
  readonly scheme: 'NTLM' | 'Negotiate' | 'Basic'
  readonly spnego: boolean
}

/**
 * A connection on which the user is signed in with the first request: NTLM signs in the connection, Basic each
 * request. It is closed when the step ends.
 */
export class SignedInConnection {
  readonly #step: Step
  readonly #signIn: RunSignIn
  readonly #place: SignInPlace
  readonly #cookies: SessionCookies | undefined
  #stream: TlsConnection | undefined
  #http: HttpConnection | undefined
  #chain: readonly Uint8Array[] = []
  #details: SignInDetails = {}
  #by: SignedInBy | undefined
  /** Basic's, which goes with each request. */
  #header: string | undefined

  /**
   * With `cookies`, what answers set goes along with the requests that follow, also on the other connections of the
   * session: those of a sign-in too, since a balancer knows a client again by them.
   *
   * @throws TypeError without a credential: ask only where `step.signIn` is there
   */
  constructor(step: Step, place: SignInPlace, cookies?: SessionCookies) {
    if (step.signIn === undefined) throw new TypeError('there is no credential in this run')
    this.#step = step
    this.#signIn = step.signIn
    this.#place = place
    this.#cookies = cookies
  }

  /** What the server presented on the connection, and issuers that it left out; DER, the leaf first. */
  get chain(): readonly Uint8Array[] {
    return this.#chain
  }

  /** Undefined before somebody is signed in. */
  get by(): SignedInBy | undefined {
    return this.#by
  }

  /** What the server told of itself in its last challenge, and what is on offer. */
  get details(): SignInDetails {
    return this.#details
  }

  /** Whether the next request goes out on the connection as it is, as the user. */
  get signedIn(): boolean {
    return this.#by !== undefined && this.#http?.reusable === true
  }

  close(): void {
    this.#stream?.close()
    this.#stream = undefined
    this.#http = undefined
    this.#by = undefined
  }

  /**
   * Asks as the user, and resolves with the head of the answer. The answer may have any status but 401 after a
   * sign-in that was needed.
   *
   * @throws SignInError, ProtocolError, ConnectError; `http.silent` where the answer does not begin in time
   */
  async send(request: SignedInRequest): Promise<HttpResponse> {
    const body = request.body
    const length = body === undefined ? undefined : body.length
    if (this.signedIn) {
      const exchange = this.#open(request, length, this.#header)
      if (body !== undefined) write(exchange, body)
      const response = await this.#answerTo(exchange)
      this.#heard(response)
      if (response.status !== 401) return response
      // The server has forgotten who this is.
      this.close()
    }
    const use = await this.#signIn.authenticator.use({ proves: request.proves === true }, this.#step.signal)
    try {
      const exchange = await this.#enter(use, request, length)
      if (body !== undefined) write(exchange, body)
      return await this.#judge(use, exchange)
    } catch (error) {
      // What was sent and brought nothing may have been counted.
      use.end(this.#by === undefined ? 'unused' : 'refused')
      this.close()
      throw error
    }
  }

  /**
   * Opens an RPC channel as the user: the last message of NTLM goes with the channel's own head, and the body is the
   * caller's. Whether the sign-in was accepted shows in the channel's answer: 401 is a refusal.
   */
  async open(channel: SignedInChannel): Promise<HttpExchange> {
    const use = await this.#signIn.authenticator.use({ proves: false }, this.#step.signal)
    try {
      const exchange = await this.#enter(use, channel, channel.contentLength)
      // Whoever reads the answer learns what becomes of it.
      exchange.response.then(
        (response) => this.#remember(response),
        () => undefined,
      )
      return exchange
    } catch (error) {
      this.close()
      throw error
    } finally {
      use.end('unused')
    }
  }

  /** Goes through the legs, up to the head of the request itself. */
  async #enter(
    use: CredentialUse,
    request: SignedInRequest | SignedInChannel,
    length: number | undefined,
  ): Promise<HttpExchange> {
    const directory = directoryOf(this.#place, request.path)
    let offers = this.#signIn.offersAt(directory)
    // Basic goes along unasked, and the balancer's cookie comes with an answer.
    if (this.#cookies?.names.length === 0 && !NTLM_FORMS.some((form) => isOffered(form, offers))) {
      offers = undefined
    }
    let kerberosOnly = false
    for (const form of NTLM_FORMS) {
      if (offers !== undefined && !isOffered(form, offers)) continue
      const http = await this.#connect()
      const negotiate = encodeNegotiate({ flags: HTTP_FLAGS, version: WINDOWS_10 })
      const first = await this.#first(http, form, request, negotiate.bytes(), length)
      traceNtlm(this.#step, 'sent', 'NEGOTIATE', negotiate.annotated())
      const answer = answerIn(form, first.headers)
      if (answer.kind === 'challenge') {
        this.#signIn.learnOffers(directory, [...(offers ?? []), form.scheme.toLowerCase()])
        return this.#last(use, form, request, negotiate.bytes(), answer.challenge, length)
      }
      offers = schemesIn(first.headers)
      this.#details = { ...this.#details, offers, bearer: bearerIn(first.headers) }
      this.#signIn.learnOffers(directory, offers)
      kerberosOnly ||= answer.kind === 'no-ntlm'
    }
    if (offers?.includes('basic') && this.#signIn.authenticator.schemes.includes('Basic')) {
      return this.#basic(use, request, length)
    }
    if (kerberosOnly || offers?.includes('negotiate')) {
      throw this.#error(
        'sign-in.ntlm-refused',
        `${this.#place.host} offers Negotiate and takes no NTLM in it`,
      )
    }
    const found = offers === undefined || offers.length === 0 ? 'nothing' : offers.join(', ')
    throw this.#error('sign-in.no-scheme', `${this.#place.host} offers ${found} to sign in with`)
  }

  /** A connection that can take a request: the one that there is, or a new one. */
  async #connect(): Promise<HttpConnection> {
    if (this.#http?.reusable) return this.#http
    const { host } = this.#place
    for (let chains = 0; chains < MOST_CHAINS; chains += 1) {
      this.close()
      const { stream, hashes } = await this.#handshake()
      const missing = this.#signIn.trustedAt(host, hashes)
      if (missing !== undefined) {
        // Whoever has the credential may have to judge the chain without fetching anything.
        this.#chain = [...stream.facts.certificates, ...missing]
        this.#http = new HttpConnection(stream)
        return this.#http
      }
      // To judge a chain, issuers may have to be fetched, and names asked for. Who kept his place among the run's
      // connections meanwhile could wait for somebody who waits for him: it is given back, and asked for again.
      this.close()
      this.#signIn.learnTrusted(host, hashes, await withholdFromStrangers(this.#step, host, hashes))
    }
    throw this.#error(
      'sign-in.untrusted-certificate',
      `the credential is kept from ${host}: it presents another certificate with each connection`,
    )
  }

  async #handshake(): Promise<{ readonly stream: TlsConnection; readonly hashes: readonly string[] }> {
    const { host, address, port = 443 } = this.#place
    const transport = await this.#step.connect({ host, address, port })
    const stream = await connectTls(transport, tlsOptionsFor(this.#step, { host, address, port }))
    this.#stream = stream
    this.#chain = stream.facts.certificates
    const hashes = await Promise.all(this.#chain.map((certificate) => this.#step.keep(certificate)))
    return { stream, hashes }
  }

  /** The first message, with an empty body: the whole one is for the request that is let in. */
  async #first(
    http: HttpConnection,
    form: NtlmForm,
    request: SignedInRequest | SignedInChannel,
    negotiate: Uint8Array,
    length: number | undefined,
  ): Promise<HttpResponse> {
    const head = this.#headOf(request, length === undefined ? undefined : 0, firstHeader(form, negotiate))
    traceHead(this.#step, 'sent', head)
    const response = await this.#answerTo(http.open(head))
    this.#heard(response)
    await waitFor(response.body.readAll(LONGEST_PAGE), `the rest of the answer of ${this.#place.host}`)
    if (response.status === 401) return response
    this.#details = { ...this.#details, status: response.status }
    throw this.#error(
      'sign-in.not-asked',
      `${this.#place.host} answers ${response.status} where it should ask who it is`,
    )
  }

  /** The last message, with the request itself. */
  async #last(
    use: CredentialUse,
    form: NtlmForm,
    request: SignedInRequest | SignedInChannel,
    negotiate: Uint8Array,
    challenge: Uint8Array,
    length: number | undefined,
  ): Promise<HttpExchange> {
    if (this.#http?.reusable !== true) {
      this.#details = { ...this.#details, connection: 'ends' }
      throw this.#error(
        'sign-in.connection-not-kept',
        `${this.#place.host} ends the connection behind its NTLM challenge`,
      )
    }
    const { targetInfo } = readChallenge(challenge)
    this.#details = { ...this.#details, targetInfo, scheme: form.scheme }
    traceNtlm(this.#step, 'received', 'CHALLENGE', challenge)
    const answer = await use.answerNtlm({
      negotiate,
      challenge,
      chain: this.#chain,
      host: this.#place.host,
      service: 'HTTP',
      binding: request.binding ?? 'certificate',
      ...(form.spnego && { spnego: true }),
    })
    traceNtlm(this.#step, 'sent', 'AUTHENTICATE', answer.annotated)
    const exchange = this.#open(request, length, lastHeader(form, answer))
    this.#by = form
    return exchange
  }

  async #basic(
    use: CredentialUse,
    request: SignedInRequest | SignedInChannel,
    length: number | undefined,
  ): Promise<HttpExchange> {
    await this.#connect()
    this.#details = { ...this.#details, scheme: 'Basic' }
    this.#header = await use.answerBasic({ host: this.#place.host, chain: this.#chain })
    const exchange = this.#open(request, length, this.#header)
    this.#by = { scheme: 'Basic', spnego: false }
    return exchange
  }

  /** What the answer to the last message says of the sign-in. */
  async #judge(use: CredentialUse, exchange: HttpExchange): Promise<HttpResponse> {
    const response = await this.#answerTo(exchange)
    this.#heard(response)
    const by = this.#by
    if (response.status !== 401) {
      const accepted = isAccepted(response)
      if (accepted) this.#signIn.tested = true
      use.end(accepted ? 'accepted' : 'refused')
      return response
    }
    const again =
      by !== undefined && by.scheme !== 'Basic'
        ? answerIn({ scheme: by.scheme, spnego: by.spnego }, response.headers).kind
        : 'bare'
    if (again === 'challenge') {
      this.#details = { ...this.#details, connection: 'shared' }
      throw this.#error(
        'sign-in.connection-not-kept',
        `${this.#place.host} answers the last message of NTLM with a new challenge`,
      )
    }
    this.#signIn.tested = true
    throw this.#error('sign-in.refused', `${this.#place.host} does not accept the sign-in`)
  }

  #open(
    request: SignedInRequest | SignedInChannel,
    length: number | undefined,
    authorization: string | undefined,
  ): HttpExchange {
    if (this.#http === undefined) throw new TypeError('the connection is closed')
    const head = this.#headOf(request, length, authorization)
    traceHead(this.#step, 'sent', head)
    return this.#http.open(head)
  }

  #headOf(
    { method, path, headers = [] }: SignedInRequest | SignedInChannel,
    length: number | undefined,
    authorization: string | undefined,
  ): HttpRequestHead {
    const has = (name: string) => headers.some(([given]) => given.toLowerCase() === name)
    const cookies = this.#cookies?.header()
    return {
      method,
      target: path,
      headers: [
        ['Host', authorityOf(this.#place)],
        ...(has('user-agent') ? [] : [['User-Agent', OUTLOOK_USER_AGENT] as const]),
        ...(has('connection') ? [] : [['Connection', 'Keep-Alive'] as const]),
        ...headers,
        ...(cookies === undefined ? [] : [['Cookie', cookies] as const]),
        ...(length === undefined ? [] : [['Content-Length', String(length)] as const]),
        ...(authorization === undefined ? [] : [['Authorization', authorization] as const]),
      ],
    }
  }

  #answerTo({ response }: HttpExchange): Promise<HttpResponse> {
    return waitFor(response, `an answer of ${this.#place.host}`)
  }

  #error(code: SignInErrorCode, message: string): SignInError {
    return new SignInError(code, message, this.#details)
  }

  #heard(response: HttpResponse): void {
    const { status, reason, headers } = response
    traceHead(this.#step, 'received', { status, reason, headers: headers.entries })
    this.#remember(response)
  }

  #remember({ headers }: HttpResponse): void {
    this.#cookies?.take(headers, this.#step.now())
  }
}

function isOffered({ scheme }: NtlmForm, offers: readonly string[] | undefined): boolean {
  return offers?.includes(scheme.toLowerCase()) === true
}

/** What stops the upload shows in the answer, which is read at the same time. */
function write(exchange: HttpExchange, body: Uint8Array): void {
  if (body.length > 0) exchange.write(body).catch(() => undefined)
}

/**
 * Whether the answer comes from behind the sign-in. An error counts when it is Exchange's own: what stands in front
 * may fail without having asked anybody.
 */
function isAccepted({ status, reason, headers }: HttpResponse): boolean {
  if (status >= 200 && status < 300) return true
  return headers.first('Persistent-Auth') !== undefined || isExchange({ status, reason, headers, body: '' })
}
