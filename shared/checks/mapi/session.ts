import { reasonOf, type Step } from '../../engine/index.ts'
import {
  backendUnreachable,
  channelAffinityLost,
  errorAfterSignIn,
  mapiHttpAnswerBroken,
  mapiHttpRefused,
  throttled,
} from '../../findings/index.ts'
import { ConnectError } from '../../platform/index.ts'
import { ByteReader, type ByteWriter, FieldNotes } from '../../protocols/bytes/index.ts'
import type { HttpHeaders } from '../../protocols/http/index.ts'
import {
  type BodyStatus,
  type MapiHttpAnswer,
  MapiHttpSession,
  type MapiPost,
  type MapiRequestType,
  mapiErrorText,
  RESPONSE_CODE,
  responseCodeText,
  writeBind,
  writeConnect,
  writeDisconnectBody,
  writeUnbind,
} from '../../protocols/mapi/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import { SignInError } from '../../sign-in/index.ts'
import { productOf } from '../http/product.ts'
import { isThrottled, symptomOfBackEnd } from '../mailbox/back-end.ts'
import type { LogonOutcome } from '../mailbox/logon.ts'
import type { Progress } from '../mailbox/progress.ts'
import { TOO_BUSY } from '../mailbox/refusal.ts'
import { SignedInConnection } from '../sign-in/connection.ts'
import { explainBreak } from '../sign-in/explain-break.ts'
import { ANSWER_WITHIN_MS, waitFor } from '../sign-in/patience.ts'
import type { MapiEndpoint } from './endpoint.ts'

/** A whole answer: its head and its body have each so long. */
const WHOLE_ANSWER_MS = 1.5 * ANSWER_WITHIN_MS
/** For an answer that is still awaited when the caller goes away. */
const HURRY_MS = 3000

/** What lost cookies, or a request at another server, look like. */
const SESSION_LOST: readonly number[] = [
  RESPONSE_CODE.contextNotFound,
  RESPONSE_CODE.invalidContextCookie,
  RESPONSE_CODE.missingCookie,
]

/**
 * A session at an endpoint as the user, whose every request either brings its answer or ends the step, with a finding that
 * names what is in the way. The session is ended when the step ends, whatever ends that: where a request is still under way
 * then that nobody answers, on a connection of its own.
 */
export class UserSession {
  readonly #step: Step
  readonly #endpoint: MapiEndpoint
  readonly #progress: Progress
  readonly #connection: SignedInConnection
  readonly #session: MapiHttpSession
  readonly #kind: 'emsmdb' | 'nspi'
  /** The front ends that have answered. */
  readonly #servers = new Set<string>()

  constructor(step: Step, endpoint: MapiEndpoint, kind: 'emsmdb' | 'nspi', progress: Progress) {
    this.#step = step
    this.#endpoint = endpoint
    this.#progress = progress
    this.#kind = kind
    const { host, address, port, path } = endpoint
    this.#connection = new SignedInConnection(step, { host, address, port })
    const post = (request: MapiPost) => this.#connection.send({ method: 'POST', ...request })
    this.#session = new MapiHttpSession(post, {
      path,
      randomBytes: (length) => step.randomBytes(length),
      now: () => step.now(),
    })
    step.lastly(() => this.#end())
  }

  /** Sends a request, and reads its answer by `read`. */
  async ask<Answer extends BodyStatus>(
    type: MapiRequestType,
    body: ByteWriter,
    read: (reader: ByteReader) => Answer,
  ): Promise<Answer> {
    this.#trace('sent', `MAPI over HTTP: ${type} request`, body.annotated())
    const answer = await this.#sent(type, this.#session.send(type, body))
    if (answer.kind !== 'answered') return this.#stopAt(type, answer)
    const content = this.#read(type, answer.body, read)
    this.#progress.learned('server', answer.serverApplication)
    if (content.statusCode === TOO_BUSY) this.busy(type)
    if (content.statusCode !== 0) {
      const text = mapiErrorText(content.statusCode)
      this.#step.find(
        mapiHttpAnswerBroken({ ...this.#at, request: type, problem: 'mapi.status', code: text }),
      )
      const message = `the service fails over ${type}: ${text}`
      this.#progress.stop(type, text, { code: 'mapi.status', message })
    }
    return content
  }

  /** PING, which need not be answered well to go on: what it shows is that the service is there. */
  async ping(): Promise<void> {
    this.#trace('sent', 'MAPI over HTTP: PING request', '(no body)')
    const answer = await this.#sent('PING', this.#session.send('PING'))
    if (answer.kind === 'http') this.#stopAt('PING', answer)
    if (answer.kind === 'answered') this.#progress.reached('PING')
    else this.#progress.learned('ping', responseCodeText(answer.responseCode))
  }

  /** Ends the session in order, and says so; what goes wrong with that changes nothing of what was found. */
  async end(): Promise<void> {
    try {
      const answer = await waitFor(this.#end(), 'an answer to the last request', WHOLE_ANSWER_MS)
      if (answer?.kind === 'answered')
        this.#progress.reached(this.#kind === 'emsmdb' ? 'Disconnect' : 'Unbind')
    } catch (error) {
      if (!(error instanceof ProtocolError) && !(error instanceof ConnectError)) throw error
    }
  }

  /** The server asks to come back later. */
  busy(type: string, headers?: HttpHeaders): never {
    const { path, ...at } = this.#at
    const retryAfter = headers?.first('Retry-After')
    this.#step.find(throttled({ ...at, paths: [path], ...(retryAfter !== undefined && { retryAfter }) }))
    const reason = { code: 'mapi.busy', message: `${at.host} is too busy for ${type}` }
    return this.#progress.stop(type, 'busy', reason, 'unanswered')
  }

  /** An answer that is in good order, and none to what was asked. */
  unfit(call: string, outcome: Extract<LogonOutcome, { kind: 'too-small' | 'unanswered' }>): never {
    const problem = outcome.kind === 'too-small' ? 'mapi.buffer-too-small' : 'mapi.no-response'
    this.#step.find(mapiHttpAnswerBroken({ ...this.#at, request: call, problem }))
    const text =
      outcome.kind === 'too-small' ? `RopBufferTooSmall, ${outcome.sizeNeeded} bytes` : 'no response'
    const message = `${this.#endpoint.host} answers ${call} with ${text}`
    return this.#progress.stop(call, text, { code: problem, message })
  }

  /** The endpoint as findings name it. */
  get #at() {
    const { host, path, generation } = this.#endpoint
    return { host, path: pathOf(path), ...(generation && { generation }) }
  }

  #end(): Promise<MapiHttpAnswer | undefined> {
    const { dn } = this.#endpoint
    return this.#kind === 'emsmdb'
      ? this.#session.end('Disconnect', writeDisconnectBody(), { type: 'Connect', body: writeConnect(dn) })
      : this.#session.end('Unbind', writeUnbind(), { type: 'Bind', body: writeBind() })
  }

  /**
   * The answer, as long as it is waited for. After that the connection is closed, on which nothing else could be sent: what comes
   * next, the end of the session, goes on another one.
   */
  async #whole(sending: Promise<MapiHttpAnswer>): Promise<MapiHttpAnswer> {
    const { signal } = this.#step
    const { promise: late, reject } = Promise.withResolvers<never>()
    let timer: ReturnType<typeof setTimeout> | undefined
    let isThrough = false
    const through = sending.finally(() => {
      isThrough = true
    })
    const hurry = () => {
      timer = setTimeout(() => reject(signal.reason), HURRY_MS)
    }
    signal.addEventListener('abort', hurry)
    try {
      return await waitFor(Promise.race([through, late]), 'the whole answer', WHOLE_ANSWER_MS)
    } catch (error) {
      if (!isThrough) this.#connection.close()
      throw error
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', hurry)
    }
  }

  /** Waits for an answer; one that cannot be read is a finding of its own. */
  async #sent(type: MapiRequestType, sending: Promise<MapiHttpAnswer>): Promise<MapiHttpAnswer> {
    try {
      const answer = await this.#whole(sending)
      for (const server of answer.headers.all('X-FEServer')) this.#servers.add(server)
      return answer
    } catch (error) {
      if (this.#step.signal.aborted) throw error
      if (error instanceof SignInError || error instanceof ConnectError) return this.#lost(type, error)
      if (error instanceof ProtocolError) return this.#broken(type, error)
      throw error
    }
  }

  /** There is no connection any more on which the user is signed in. */
  #lost(type: MapiRequestType, error: SignInError | ConnectError): never {
    const { address, port } = this.#endpoint
    const told = explainBreak(this.#step, { ...this.#at, address, port }, error)
    const reason = reasonOf(error)
    return this.#progress.stop(type, reason.code, reason, told ? 'failed' : 'unanswered')
  }

  #read<Answer>(type: MapiRequestType, bytes: Uint8Array, read: (reader: ByteReader) => Answer): Answer {
    const notes = this.#step.trace && new FieldNotes()
    const reader = new ByteReader(bytes, 'mapi', 'little', notes)
    try {
      return read(reader)
    } catch (error) {
      if (error instanceof ProtocolError) return this.#broken(type, error)
      throw error
    } finally {
      this.#trace('received', `MAPI over HTTP: ${type} answer`, reader.annotated())
    }
  }

  #broken(type: MapiRequestType, error: ProtocolError): never {
    const { code, message } = error
    this.#step.find(mapiHttpAnswerBroken({ ...this.#at, request: type, problem: code }))
    return this.#progress.stop(type, code, { code, message })
  }

  #stopAt(type: MapiRequestType, answer: Exclude<MapiHttpAnswer, { kind: 'answered' }>): never {
    const at = this.#at
    const { host } = at
    if (answer.kind === 'http') {
      const { status, headers } = answer
      if (isThrottled(answer)) return this.busy(type, headers)
      const unreachable = symptomOfBackEnd(answer)
      const product = productOf({ ...answer, body: '' })
      this.#step.find(
        unreachable
          ? backendUnreachable({ ...at, status, ...unreachable })
          : errorAfterSignIn({ ...at, service: 'mapi', request: type, status, product }),
      )
      const message = `${host} answers ${type} with ${status}`
      return this.#progress.stop(type, String(status), { code: 'mapi.http-status', message })
    }
    const code = responseCodeText(answer.responseCode)
    if (type !== 'Connect' && type !== 'Bind' && SESSION_LOST.includes(answer.responseCode)) {
      this.#step.find(
        channelAffinityLost({ ...at, seen: 'context', code, servers: [...this.#servers].sort() }),
      )
    } else {
      this.#step.find(mapiHttpRefused({ ...at, request: type, responseCode: answer.responseCode, code }))
    }
    const message = `${host} answers ${type} with X-ResponseCode ${code}`
    return this.#progress.stop(type, code, { code: 'mapi.refused', message })
  }

  #trace(direction: 'sent' | 'received', title: string, text: string): void {
    this.#step.trace?.({ direction, title, text })
  }
}

/** The path of an endpoint without the mailbox behind it. */
export function pathOf(path: string): string {
  return path.replace(/\?.*$/, '')
}
