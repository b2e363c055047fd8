import { type ByteStream, ConnectError, type Endpoint } from '../platform/index.ts'
import { ProtocolError } from '../protocols/protocol-error.ts'
import type { RunSignIn } from '../sign-in/run-sign-in.ts'
import type { CheckDefinition } from './check.ts'
import { STEP_SHARE } from './deadline.ts'
import { internalError } from './internal-error.ts'
import type { Plain } from './plain.ts'
import { reasonOf } from './reason.ts'
import type { Expected, Override } from './request.ts'
import type { Run } from './run.ts'
import type { OutlookChoice, Perspective, Reason, StepStatus } from './schema.ts'
import {
  type ConnectTarget,
  type ExtraRoots,
  FAREWELL_SECONDS,
  type NewFinding,
  type Resolver,
  type Step,
} from './step.ts'
import { StepFailure } from './step-failure.ts'
import type { TracedMessage } from './trace.ts'

const CONNECT_LIMIT_SECONDS = 5
const LONGEST_EVIDENCE = 200_000

/** What the check itself said about its end. */
class StepVerdict extends Error {
  readonly status: 'failed' | 'unanswered'
  readonly reason: Reason

  constructor(status: 'failed' | 'unanswered', reason: Reason) {
    super(reason.message)
    this.status = status
    this.reason = reason
  }
}

/** A check as it runs: hands the run's means to the check, bounded by time and budget. */
export class RunStep implements Step {
  readonly id: string
  readonly resolvers: readonly Resolver[]
  readonly signIn?: RunSignIn
  readonly trace?: (message: TracedMessage) => void
  readonly #run: Run
  readonly #controller = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #streams = new Set<ByteStream>()
  readonly #followRun = () => this.#controller.abort(this.#run.signal.reason)
  readonly #farewells: (() => Promise<unknown>)[] = []
  #farewell: AbortSignal | undefined
  #children = 0
  /** Its outcome stands: what still runs of the check adds nothing to it. */
  #silent = false
  #closed = false

  constructor(run: Run, id: string, limitSeconds: number | undefined, isRoot: boolean) {
    this.#run = run
    this.id = id
    if (run.signIn) this.signIn = run.signIn
    if (run.traces) this.trace = (message) => run.trace(this.id, message)
    // The root has the run's deadline alone: two clocks for one moment would leave to chance which of them ends the run.
    const share = isRoot ? Number.POSITIVE_INFINITY : run.remaining() * STEP_SHARE
    const limitMs = Math.min(share, (limitSeconds ?? Number.POSITIVE_INFINITY) * 1000)
    if (Number.isFinite(limitMs)) {
      this.#timer = setTimeout(() => {
        const seconds = (limitMs / 1000).toFixed(1)
        this.#controller.abort(new DOMException(`no answer within ${seconds} s`, 'TimeoutError'))
      }, limitMs)
    }
    if (run.signal.aborted) this.#followRun()
    else run.signal.addEventListener('abort', this.#followRun, { once: true })
    this.resolvers = run.surroundings.resolvers.map((resolver) => ({
      ...resolver,
      exchange: async (query, signal) => {
        const release = await run.budget.acquire(signal)
        try {
          return await resolver.exchange(query, signal)
        } finally {
          release()
        }
      },
    }))
  }

  get signal(): AbortSignal {
    return this.#farewell ?? this.#controller.signal
  }

  get perspective(): Perspective {
    return this.#run.surroundings.vantage.perspective
  }

  get vantageKind(): 'edge' | 'local' {
    return this.#run.surroundings.vantage.kind
  }

  get overrides(): readonly Override[] {
    return this.#run.request.overrides ?? []
  }

  get expected(): Expected {
    return this.#run.request.expect ?? {}
  }

  get extraRoots(): readonly ExtraRoots[] {
    const asked = (this.#run.request.roots ?? []).map((pem) => ({ name: 'given with the request', pem }))
    return [...this.#run.surroundings.extraRoots, ...asked]
  }

  get ipv6Witnesses(): readonly Endpoint[] {
    return this.#run.surroundings.ipv6Witnesses
  }

  now(): number {
    return this.#run.surroundings.platform.now()
  }

  randomBytes(length: number): Uint8Array {
    return this.#run.surroundings.platform.randomBytes(length)
  }

  ask<Input extends Plain, Answer>(
    definition: CheckDefinition<Input, Answer>,
    input: Input,
  ): Promise<Answer> {
    try {
      this.#controller.signal.throwIfAborted()
      return this.#run.ask(this, definition, input)
    } catch (error) {
      // A rejection in every case: several checks are asked in one expression.
      return this.whileItLasts(Promise.reject(error))
    }
  }

  async connect(target: ConnectTarget, limitSeconds = CONNECT_LIMIT_SECONDS): Promise<ByteStream> {
    const redirected = this.overrides.find(({ host, port }) => host === target.host && port !== undefined)
    const endpoint = {
      address: redirected?.address ?? target.address,
      port: redirected?.port ?? target.port,
    }
    const refusal = this.#run.judge(endpoint)
    if (refusal !== undefined) throw new ConnectError('blocked', endpoint, refusal)
    const release = await this.#run.budget.acquire(this.signal)
    // The limit starts when there is a place: waiting for one says nothing about the peer.
    const limit = AbortSignal.timeout(limitSeconds * 1000)
    try {
      const opening = AbortSignal.any([this.signal, limit])
      const stream = await this.#run.surroundings.platform.connect(endpoint, opening)
      const held = new HeldStream(stream, () => {
        this.#streams.delete(held)
        release()
      })
      if (this.#closed) held.close()
      this.#streams.add(held)
      return held
    } catch (error) {
      release()
      if (!limit.aborted || this.signal.aborted) throw error
      throw new ConnectError('timed-out', endpoint, `no answer within ${limitSeconds} s`, { cause: error })
    }
  }

  lastly(farewell: () => Promise<unknown>): void {
    this.#farewells.push(farewell)
  }

  /** Does what was put off for the end of the step. Never rejects, and takes no longer than it may. */
  async sayFarewell(): Promise<void> {
    this.#silent = true
    if (this.#farewells.length === 0) return
    const limit = new AbortController()
    const over = new Promise<void>((resolve) => limit.signal.addEventListener('abort', () => resolve()))
    const timer = setTimeout(() => {
      limit.abort(new DOMException(`not ended within ${FAREWELL_SECONDS} s`, 'TimeoutError'))
    }, FAREWELL_SECONDS * 1000)
    // The step's own time may be over: what is to be ended has a time of its own.
    this.#farewell = limit.signal
    const all = async () => {
      for (let each = this.#farewells.pop(); each && !limit.signal.aborted; each = this.#farewells.pop())
        await each().catch(() => undefined)
    }
    await Promise.race([all(), over])
    clearTimeout(timer)
  }

  keep(bytes: Uint8Array): Promise<string> {
    return this.#run.keep(bytes)
  }

  kept(sha256: string): Uint8Array {
    return this.#run.kept(sha256)
  }

  note(name: string, value: Plain): void {
    if (this.#silent) return
    const text = JSON.stringify(value)
    const kept: Plain =
      text.length <= LONGEST_EVIDENCE ? JSON.parse(text) : { omitted: `${text.length} characters` }
    this.#run.emit({ type: 'evidence', step: this.id, evidence: { name, value: kept } })
  }

  find(finding: NewFinding, causedBy: readonly (string | undefined)[] = []): string | undefined {
    if (this.#silent) return undefined
    const causes = causedBy.filter((cause) => cause !== undefined)
    return this.#run.find(this.id, finding, causes)
  }

  conclude(choice: Omit<OutlookChoice, 'step'>): void {
    if (!this.#silent) this.#run.conclude(this.id, choice)
  }

  fail(code: string, message: string): never {
    throw new StepVerdict('failed', { code, message })
  }

  cannotTell(code: string, message: string): never {
    throw new StepVerdict('unanswered', { code, message })
  }

  nextChildId(): string {
    this.#children += 1
    return `${this.id}.${this.#children}`
  }

  /** The promise, or the rejection with this step's end when that comes first. */
  whileItLasts<Value>(promise: Promise<Value>): Promise<Value> {
    const lasting = new Promise<Value>((resolve, reject) => {
      const ended = () => reject(this.signal.reason)
      if (this.signal.aborted) ended()
      this.signal.addEventListener('abort', ended, { once: true })
      promise.then(resolve, reject).finally(() => this.signal.removeEventListener('abort', ended))
    })
    lasting.catch(() => undefined)
    return lasting
  }

  /** Ends what the step still holds. After this it says nothing more. */
  close(): void {
    this.#silent = true
    this.#closed = true
    clearTimeout(this.#timer)
    this.#run.signal.removeEventListener('abort', this.#followRun)
    for (const stream of this.#streams) stream.close()
    if (!this.#controller.signal.aborted)
      this.#controller.abort(new DOMException('the step has ended', 'AbortError'))
    this.#farewell = undefined
  }

  /** What an exception means for the step; one that nobody foresaw becomes a finding of its own. */
  failureOf(error: unknown): {
    status: Exclude<StepStatus, 'passed'>
    reason: Reason
    because?: string
  } {
    if (error instanceof StepVerdict) return { status: error.status, reason: error.reason }
    if (error instanceof StepFailure) {
      // The run's own end ends every step for itself, not for want of another's answer.
      if (error.status === 'cancelled') return { status: 'cancelled', reason: error.reason }
      return { status: 'skipped', reason: error.reason, because: error.step }
    }
    if (this.signal.aborted) return this.#interrupted()
    if (error instanceof ConnectError || error instanceof ProtocolError) {
      return { status: 'unanswered', reason: reasonOf(error) }
    }
    const message = error instanceof Error ? `${error.name}: ${error.message}` : 'something was thrown'
    this.find(internalError(this.id, message))
    return { status: 'error', reason: { code: 'internal-error', message } }
  }

  #interrupted(): { status: 'unanswered' | 'cancelled'; reason: Reason } {
    const { name, message } = this.signal.reason as DOMException
    return name === 'TimeoutError'
      ? { status: 'unanswered', reason: { code: 'deadline', message } }
      : { status: 'cancelled', reason: { code: 'cancelled', message } }
  }
}

/** A stream that gives its place in the budget back when it is closed. */
class HeldStream implements ByteStream {
  readonly #stream: ByteStream
  readonly #release: () => void

  constructor(stream: ByteStream, release: () => void) {
    this.#stream = stream
    this.#release = release
  }

  get remote() {
    return this.#stream.remote
  }

  read(atMost?: number): Promise<Uint8Array | null> {
    return this.#stream.read(atMost)
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#stream.write(bytes)
  }

  end(): Promise<void> {
    return this.#stream.end()
  }

  close(): void {
    this.#stream.close()
    this.#release()
  }
}
