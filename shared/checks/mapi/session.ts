import type { Step } from '../../engine/index.ts'
import {
  backendUnreachable,
  channelAffinityLost,
  mapiHttpAnswerBroken,
  mapiHttpRefused,
  throttled,
} from '../../findings/index.ts'
import { ByteReader, type ByteWriter, FieldNotes } from '../../protocols/bytes/index.ts'
import type { HttpHeaders } from '../../protocols/http/index.ts'
import {
  type BodyStatus,
  type MapiHttpAnswer,
  MapiHttpSession,
  type MapiRequestType,
  mapiErrorText,
  RESPONSE_CODE,
  responseCodeText,
  writeDisconnectBody,
  writeUnbind,
} from '../../protocols/mapi/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import { isThrottled, symptomOfBackEnd } from '../mailbox/back-end.ts'
import type { LogonOutcome } from '../mailbox/logon.ts'
import type { Progress } from '../mailbox/progress.ts'
import { TOO_BUSY } from '../mailbox/refusal.ts'
import { SignedInConnection } from '../sign-in/connection.ts'
import type { MapiEndpoint } from './endpoint.ts'

/** What lost cookies, or a request at another server, look like. */
const SESSION_LOST: readonly number[] = [
  RESPONSE_CODE.contextNotFound,
  RESPONSE_CODE.invalidContextCookie,
  RESPONSE_CODE.missingCookie,
]

/**
 * A session at an endpoint as the user, whose every request either brings its answer or ends the step, with a finding that
 * names what is in the way. The session is ended when the step ends, whatever ends that.
 */
export class UserSession {
  readonly #step: Step
  readonly #endpoint: MapiEndpoint
  readonly #progress: Progress
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
    const connection = new SignedInConnection(step, { host, address, port })
    this.#session = new MapiHttpSession((request) => connection.send({ method: 'POST', ...request }), {
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
      this.stop(type, 'mapi.status', text, `the service fails over ${type}: ${text}`)
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
      const answer = await this.#end()
      if (answer?.kind === 'answered')
        this.#progress.reached(this.#kind === 'emsmdb' ? 'Disconnect' : 'Unbind')
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
    }
  }

  /** The server asks to come back later. */
  busy(type: string, headers?: HttpHeaders): never {
    const { host, path, generation } = this.#endpoint
    const retryAfter = headers?.first('Retry-After')
    this.#step.find(
      throttled({
        host,
        paths: [pathOf(path)],
        ...(retryAfter !== undefined && { retryAfter }),
        ...(generation && { generation }),
      }),
    )
    return this.stop(type, 'mapi.busy', 'busy', `${host} is too busy for ${type}`, 'unanswered')
  }

  /** Ends the step, and says how far it came. */
  stop(
    at: string,
    reason: string,
    code: string,
    message: string,
    how: 'failed' | 'unanswered' = 'failed',
  ): never {
    this.#progress.tell({ at, code })
    return how === 'failed' ? this.#step.fail(reason, message) : this.#step.cannotTell(reason, message)
  }

  /** An answer that is in good order, and none to what was asked. */
  unfit(call: string, outcome: Extract<LogonOutcome, { kind: 'too-small' | 'unanswered' }>): never {
    const { host, path, generation } = this.#endpoint
    const problem = outcome.kind === 'too-small' ? 'mapi.buffer-too-small' : 'mapi.no-response'
    const at = { host, path: pathOf(path), ...(generation && { generation }) }
    this.#step.find(mapiHttpAnswerBroken({ ...at, request: call, problem }))
    const text =
      outcome.kind === 'too-small' ? `RopBufferTooSmall, ${outcome.sizeNeeded} bytes` : 'no response'
    return this.stop(call, problem, text, `${host} answers ${call} with ${text}`)
  }

  #end(): Promise<MapiHttpAnswer | undefined> {
    return this.#kind === 'emsmdb'
      ? this.#session.end('Disconnect', writeDisconnectBody())
      : this.#session.end('Unbind', writeUnbind())
  }

  /** Waits for an answer; one that cannot be read is a finding of its own. */
  async #sent(type: MapiRequestType, sending: Promise<MapiHttpAnswer>): Promise<MapiHttpAnswer> {
    try {
      const answer = await sending
      for (const server of answer.headers.all('X-FEServer')) this.#servers.add(server)
      return answer
    } catch (error) {
      if (error instanceof ProtocolError && error.code.startsWith('mapi.')) return this.#broken(type, error)
      throw error
    }
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
    const { host, path, generation } = this.#endpoint
    const at = { host, path: pathOf(path), ...(generation && { generation }) }
    this.#step.find(mapiHttpAnswerBroken({ ...at, request: type, problem: error.code }))
    return this.stop(type, error.code, error.code, error.message)
  }

  #stopAt(type: MapiRequestType, answer: Exclude<MapiHttpAnswer, { kind: 'answered' }>): never {
    const { host, path, generation } = this.#endpoint
    const at = { host, path: pathOf(path), ...(generation && { generation }) }
    if (answer.kind === 'http') {
      const { status, headers } = answer
      if (isThrottled(answer)) return this.busy(type, headers)
      const unreachable = symptomOfBackEnd(answer)
      if (unreachable) {
        const { frontEnd } = unreachable
        this.#step.find(backendUnreachable({ ...at, status, frontEnd }))
      }
      return this.stop(type, 'mapi.http-status', String(status), `${host} answers ${type} with ${status}`)
    }
    const code = responseCodeText(answer.responseCode)
    if (type !== 'Connect' && type !== 'Bind' && SESSION_LOST.includes(answer.responseCode)) {
      this.#step.find(
        channelAffinityLost({ ...at, seen: 'context', code, servers: [...this.#servers].sort() }),
      )
    } else {
      this.#step.find(mapiHttpRefused({ ...at, request: type, responseCode: answer.responseCode, code }))
    }
    return this.stop(type, 'mapi.refused', code, `${host} answers ${type} with X-ResponseCode ${code}`)
  }

  #trace(direction: 'sent' | 'received', title: string, text: string): void {
    this.#step.trace?.({ direction, title, text })
  }
}

/** The path of an endpoint without the mailbox behind it. */
export function pathOf(path: string): string {
  return path.replace(/\?.*$/, '')
}
