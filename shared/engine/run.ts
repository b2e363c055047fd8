import type { Endpoint, Platform } from '../platform/index.ts'
import { toHex } from '../protocols/bytes/index.ts'
import type { Authenticator } from '../sign-in/authenticator.ts'
import { RunSignIn } from '../sign-in/run-sign-in.ts'
import { ConnectionBudget } from '../transport/connection-budget.ts'
import type { TargetPolicy } from '../transport/target-policy.ts'
import type { Check, CheckDefinition } from './check.ts'
import { deadlineSecondsOf, type RunDeadlines } from './deadline.ts'
import { EventQueue } from './event-queue.ts'
import { canonicalText, type Plain, plainCopy } from './plain.ts'
import type { ProbeRequest } from './request.ts'
import { RunStep } from './run-step.ts'
import {
  type OutlookChoice,
  type ProbeEvent,
  type Reason,
  SCHEMA_VERSION,
  type StepStatus,
  type VantageInfo,
} from './schema.ts'
import type { ExtraRoots, NewFinding, Resolver, Step } from './step.ts'
import { StepFailure } from './step-failure.ts'
import { TOOL } from './tool.ts'
import type { TracedMessage, TraceEntry } from './trace.ts'

/** What a vantage lends to the runs that it makes. */
export interface RunSurroundings extends RunDeadlines {
  readonly platform: Platform
  readonly vantage: VantageInfo
  readonly resolvers: readonly Resolver[]
  readonly policy: TargetPolicy
  /** Connections open at once. */
  readonly connectionLimit: number
  readonly extraRoots: readonly ExtraRoots[]
  /** Endpoints known to answer by IPv6. */
  readonly ipv6Witnesses: readonly Endpoint[]
}

/** What whoever asks for a run brings along. */
export interface RunUse {
  /** Aborts when the caller has had enough. */
  readonly signal: AbortSignal
  /** Who has the credential; without one nothing is signed in to. */
  readonly authenticator?: Authenticator | undefined
  /**
   * Is given what goes on until the run has ended, also when the caller does not listen any more: a runtime that lets go of
   * what nobody waits for has to hold on to it.
   */
  readonly holdOn?: ((work: Promise<unknown>) => void) | undefined
  /** Is told each message of the wire that a check can show, secrets blotted out. */
  readonly trace?: ((entry: TraceEntry) => void) | undefined
}

/** A probe as the engine sees it: the check at the root, what it is asked, and whether it could sign in. */
export interface RunnableProbe<Input extends Plain> {
  readonly root: Check<Input, unknown>
  readonly input: Input
  readonly signsIn: boolean
}

/** More steps than this is a fault of Outpost's, or an estate made to exhaust it. */
const MOST_STEPS = 4000

/**
 * Runs a probe and yields what happens. Ends with `run-ended`, whatever goes wrong: when the deadline
 * passes, when the signal of `use` aborts, and when the listener stops listening.
 */
export async function* runProbe<Input extends Plain>(
  probe: RunnableProbe<Input>,
  request: ProbeRequest,
  surroundings: RunSurroundings,
  use: RunUse,
): AsyncGenerator<ProbeEvent, void, undefined> {
  const run = new Run(request, surroundings, use, probe.signsIn)
  const finished = run.execute(probe)
  use.holdOn?.(finished)
  try {
    yield* run.events.drain()
    await finished
  } finally {
    run.cancel()
  }
}

type EventBody = ProbeEvent extends infer Each
  ? Each extends ProbeEvent
    ? Omit<Each, 'schema' | 'runId' | 'sequence' | 'at'>
    : never
  : never

interface Remembered {
  readonly step: string
  readonly answer: Promise<unknown>
}

/** One run: its clock, its memory, its events. Steps hold on to it; nobody outside the engine sees it. */
export class Run {
  readonly events = new EventQueue<ProbeEvent>()
  readonly request: ProbeRequest
  readonly surroundings: RunSurroundings
  readonly budget: ConnectionBudget
  readonly signIn: RunSignIn | undefined
  readonly #trace: RunUse['trace']
  readonly #controller = new AbortController()
  readonly #memory = new Map<string, Remembered>()
  readonly #findings = new Map<string, string>()
  readonly #kept = new Map<string, Uint8Array>()
  readonly #underWay = new Set<Promise<unknown>>()
  readonly #runId: string
  readonly #began: number
  readonly #deadlineMs: number
  #sequence = 0
  #steps = 0

  constructor(
    request: ProbeRequest,
    surroundings: RunSurroundings,
    { signal: caller, authenticator, trace }: RunUse,
    signsIn: boolean,
  ) {
    this.signIn = authenticator && signsIn ? new RunSignIn(authenticator) : undefined
    this.#trace = trace
    this.request = request
    this.surroundings = surroundings
    this.budget = new ConnectionBudget(surroundings.connectionLimit)
    this.#began = surroundings.platform.now()
    this.#runId = toHex(surroundings.platform.randomBytes(12))
    this.#deadlineMs = 1000 * deadlineSecondsOf(request, surroundings)
    if (caller.aborted) this.cancel()
    else
      caller.addEventListener('abort', () => this.cancel(), { once: true, signal: this.#controller.signal })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Milliseconds since the run began. */
  elapsed(): number {
    return Math.max(0, this.surroundings.platform.now() - this.#began)
  }

  /** Milliseconds until the run must have ended. */
  remaining(): number {
    return Math.max(0, this.#deadlineMs - this.elapsed())
  }

  cancel(): void {
    this.#controller.abort(new DOMException('the caller went away', 'AbortError'))
  }

  async execute<Input extends Plain>(probe: RunnableProbe<Input>): Promise<void> {
    this.emit({
      type: 'run-started',
      startedAt: new Date(this.#began).toISOString(),
      tool: TOOL,
      vantage: this.surroundings.vantage,
      request: this.request,
      signIn: probe.signsIn ? 'not-tested' : 'not-applicable',
      deadlineMs: this.#deadlineMs,
    })
    const timer = setTimeout(() => {
      this.#controller.abort(new DOMException('the deadline of the run has passed', 'TimeoutError'))
    }, this.#deadlineMs)
    try {
      await this.ask(undefined, probe.root.definition, probe.input).catch(() => undefined)
      // A check may have stopped listening to another that still runs: that one's findings count too.
      while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay)
    } finally {
      clearTimeout(timer)
      this.emit({
        type: 'run-ended',
        durationMs: this.elapsed(),
        end: this.#end(),
        ...(this.signIn?.tested && { signIn: 'tested' }),
      })
      this.events.close()
    }
  }

  /** Asks a check on behalf of a step (or of nobody, for the root): from memory when it was asked before. */
  ask<Input extends Plain, Answer>(
    asker: RunStep | undefined,
    definition: CheckDefinition<Input, Answer>,
    input: Input,
  ): Promise<Answer> {
    const key = `${definition.id} ${canonicalText(input)}`
    const shown = plainCopy(input)
    const id = asker ? asker.nextChildId() : '1'
    const remembered = this.#memory.get(key)
    if (remembered && asker) {
      this.emit({
        type: 'step-shared',
        step: id,
        parent: asker.id,
        check: definition.id,
        input: shown,
        sharedWith: remembered.step,
      })
      if (asker.id === remembered.step || asker.id.startsWith(`${remembered.step}.`)) {
        throw new Error(`the check ${definition.id} asks itself`)
      }
      return asker.whileItLasts(remembered.answer as Promise<Answer>)
    }
    this.#steps += 1
    if (this.#steps > MOST_STEPS) throw new Error(`a run has at most ${MOST_STEPS} steps`)
    this.emit({
      type: 'step-started',
      step: id,
      parent: asker?.id ?? null,
      check: definition.id,
      input: shown,
      needed: definition.needed ?? true,
    })
    // Not at once: a check that asks itself has to find the question in the memory.
    const answer = Promise.resolve().then(() =>
      this.#answer(new RunStep(this, id, definition.limitSeconds, asker === undefined), definition, input),
    )
    answer.catch(() => undefined)
    this.#memory.set(key, { step: id, answer })
    this.#underWay.add(answer)
    const forget = () => this.#underWay.delete(answer)
    answer.then(forget, forget)
    return asker ? asker.whileItLasts(answer) : answer
  }

  find(step: string, finding: NewFinding, causedBy: readonly string[]): string | undefined {
    if (finding.where === 'outside' && this.surroundings.vantage.perspective === 'inside') return undefined
    const key = `${finding.code} ${canonicalText(finding.subject)}`
    const known = this.#findings.get(key)
    if (known) return known
    const id = `f${this.#findings.size + 1}`
    this.#findings.set(key, id)
    const { code, severity, subject, values } = finding
    this.emit({
      type: 'finding',
      finding: { id, code, severity, subject, values: plainCopy(values), causedBy: [...causedBy], step },
    })
    return id
  }

  async keep(bytes: Uint8Array): Promise<string> {
    const copy = Uint8Array.from(bytes)
    const sha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', copy)))
    this.#kept.set(sha256, copy)
    return sha256
  }

  kept(sha256: string): Uint8Array {
    const bytes = this.#kept.get(sha256)
    if (!bytes) throw new RangeError(`nothing was kept as ${sha256}`)
    return bytes
  }

  conclude(step: string, choice: Omit<OutlookChoice, 'step'>): void {
    this.emit({ type: 'outlook', choice: { ...choice, step } })
  }

  /** Whether anybody wants to read what is on the wire. */
  get traces(): boolean {
    return this.#trace !== undefined
  }

  trace(step: string, message: TracedMessage): void {
    this.#trace?.({ step, at: this.elapsed(), ...message })
  }

  emit(body: EventBody): void {
    const event = {
      schema: SCHEMA_VERSION,
      runId: this.#runId,
      sequence: this.#sequence,
      at: this.elapsed(),
      ...body,
    }
    this.#sequence += 1
    this.events.push(event as ProbeEvent)
  }

  /** Refuses what the target policy refuses. */
  judge(endpoint: Endpoint): string | undefined {
    return this.surroundings.policy(endpoint)
  }

  async #answer<Input extends Plain, Answer>(
    step: RunStep,
    definition: CheckDefinition<Input, Answer>,
    input: Input,
  ): Promise<Answer> {
    const began = this.elapsed()
    const ended = (status: StepStatus, details: { reason?: Reason; because?: string } = {}) => {
      step.close()
      this.emit({ type: 'step-ended', step: step.id, status, durationMs: this.elapsed() - began, ...details })
    }
    try {
      const answer = await step.whileItLasts(definition.answer(step as Step, input))
      await step.sayFarewell()
      ended('passed')
      return answer
    } catch (error) {
      const failure = step.failureOf(error)
      const { status, reason } = failure
      await step.sayFarewell()
      ended(status, failure.because === undefined ? { reason } : { because: failure.because })
      throw new StepFailure(step.id, status, reason)
    }
  }

  #end(): 'completed' | 'deadline' | 'cancelled' {
    if (!this.signal.aborted) return 'completed'
    return (this.signal.reason as DOMException).name === 'TimeoutError' ? 'deadline' : 'cancelled'
  }
}
