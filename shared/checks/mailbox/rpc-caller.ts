import { reasonOf, type Step } from '../../engine/index.ts'
import { rpcAnswerBroken, throttled } from '../../findings/index.ts'
import { ConnectError } from '../../platform/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import type { RpcAuthLevel, RpcSecurityPackage, SyntaxId } from '../../protocols/rpc/index.ts'
import { NdrReader, type NdrWriter } from '../../protocols/rpc/ndr/index.ts'
import { RPC_PATH } from '../exchange/questions.ts'
import { explainRpcError } from '../rpc/explain.ts'
import { openMeeting } from '../rpc/meeting.ts'
import { type RpcPlace, spotOf } from '../rpc/place.ts'
import type { RpcSession } from '../rpc/session.ts'
import { explainBreak } from '../sign-in/explain-break.ts'
import type { Progress } from './progress.ts'

/** An endpoint behind the RPC proxy, and whose mailbox is asked for there. */
export type RpcMailboxPlace = RpcPlace & {
  /** The user's address. */
  mailbox: string
  /** The user's legacy distinguished name. */
  dn: string
  /** How the user signs in to RPC itself. */
  level: RpcAuthLevel
  /** By what Outlook would do so first. */
  preferred: RpcSecurityPackage
  /** Another endpoint of the same server answers. */
  othersAnswer?: boolean
}

/**
 * Calls methods of one interface as the user. Every call either brings its answer or ends the step, with a finding that
 * names what is in the way.
 */
export class RpcCaller {
  readonly #step: Step
  readonly #place: RpcMailboxPlace
  readonly #progress: Progress
  readonly #level: RpcAuthLevel
  #session: RpcSession | undefined

  constructor(step: Step, place: RpcMailboxPlace, progress: Progress, level: RpcAuthLevel = place.level) {
    this.#step = step
    this.#place = place
    this.#progress = progress
    this.#level = level
  }

  /** Opens a virtual connection and binds the interface; ends the step when that is refused. */
  async open(bound: SyntaxId, name: string): Promise<void> {
    const at = `bind ${name}`
    const { preferred } = this.#place
    this.#session = await this.#explained(at, () =>
      openMeeting(this.#step, this.#place, { interface: bound, level: this.#level, preferred }),
    )
    this.#progress.reached(at)
    this.#progress.learned('level', this.#level)
    this.#progress.learned('security', this.#session.by)
  }

  /** Calls a method by its number, and reads its answer by `read`. */
  async call<Answer>(
    name: string,
    opnum: number,
    stub: NdrWriter,
    read: (stub: NdrReader) => Answer,
  ): Promise<Answer> {
    const { binding } = this.#session ?? {}
    if (binding === undefined) throw new TypeError('the interface is not bound')
    return this.#explained(name, async () => {
      this.#trace('sent', `${name} request`, stub.annotated())
      const bytes = await binding.call(opnum, stub.bytes())
      const reader = this.#step.trace ? NdrReader.annotating(bytes) : new NdrReader(bytes)
      try {
        return read(reader)
      } finally {
        this.#trace('received', `${name} answer`, reader.annotated())
      }
    })
  }

  /** Calls a method whose failure changes nothing of what was found; rejects with it all the same. */
  async quietly<Answer>(opnum: number, stub: NdrWriter, read: (stub: NdrReader) => Answer): Promise<Answer> {
    const { binding } = this.#session ?? {}
    if (binding === undefined) throw new TypeError('the interface is not bound')
    return read(new NdrReader(await binding.call(opnum, stub.bytes())))
  }

  /** Ends the connection in order, before the step ends. */
  async close(): Promise<void> {
    await this.#session?.close()
  }

  /** The server asks to come back later. */
  busy(call: string): never {
    const { host, generation } = this.#place
    this.#step.find(throttled({ host, paths: [RPC_PATH], ...(generation && { generation }) }))
    const reason = { code: 'rpc.busy', message: `the server is too busy for ${call}` }
    return this.#progress.stop(call, 'busy', reason, 'unanswered')
  }

  /** An answer that is none to what was asked. */
  unfit(call: string, problem: string, text: string): never {
    const { host, server, endpoint, generation } = this.#place
    const at = { host, server, endpoint, ...(generation && { generation }) }
    this.#step.find(rpcAnswerBroken({ ...at, stage: 'call', problem }))
    const message = `the answer to ${call} is of no use: ${text}`
    return this.#progress.stop(call, text, { code: problem, message })
  }

  async #explained<Result>(at: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      if (this.#step.signal.aborted) throw error
      const { othersAnswer } = this.#place
      const attempt = { level: this.#level, ...(othersAnswer && { othersAnswer }) }
      const failure = explainRpcError(this.#step, this.#place, attempt, error)
      if (failure !== undefined) {
        const { code, message, said = code, unanswered } = failure
        return this.#progress.stop(at, said, { code, message }, unanswered ? 'unanswered' : 'failed')
      }
      if (error instanceof ProtocolError && /^(?:ndr|mapi)\./.test(error.code))
        return this.unfit(at, error.code, error.message)
      if (!(error instanceof ProtocolError) && !(error instanceof ConnectError)) throw error
      const told = explainBreak(this.#step, spotOf(this.#place), error)
      const reason = reasonOf(error)
      return this.#progress.stop(at, reason.code, reason, told ? 'failed' : 'unanswered')
    }
  }

  #trace(direction: 'sent' | 'received', title: string, text: string): void {
    this.#step.trace?.({ direction, title, text: text === '' ? '(no parameters)' : text })
  }
}
