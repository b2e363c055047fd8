import {
  brokenOff,
  foldReport,
  type ProbeEvent,
  type ProbeRequest,
  type Report,
} from '../../shared/engine/index.ts'

/** Where a run was started from: this machine, the user's edge, or this machine on the simulated estate. */
export type From = 'here' | 'edge' | 'sample'

/** What is known of a run before its first event. */
export interface RunStart {
  readonly from: From
  /** Where that is, as people name it: the edge's host, or this machine's name. */
  readonly place: string
  readonly request: ProbeRequest
  /** The file from which it was started, and the version that it had then. */
  readonly origin?: { readonly uri: string; readonly version: number }
}

/** One run, as it grows and as it is remembered. */
export class Run {
  readonly id: string
  readonly start: RunStart
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** Why there is no run, or no more of it: the vantage's words. */
  trouble: string | undefined
  readonly #events: ProbeEvent[] = []
  readonly #cancel: (() => void) | undefined
  #report: Report | undefined
  #folded = 0
  #running: boolean

  private constructor(id: string, start: RunStart, startedAt: number, cancel?: () => void, report?: Report) {
    this.id = id
    this.start = start
    this.startedAt = startedAt
    this.#cancel = cancel
    this.#running = cancel !== undefined
    this.#report = report
  }

  /** A run that begins now. */
  static begin(id: string, start: RunStart, cancel: () => void): Run {
    return new Run(id, start, Date.now(), cancel)
  }

  /** A run that ended long ago. */
  static remembered(id: string, start: RunStart, startedAt: number, report: Report): Run {
    return new Run(id, start, startedAt, undefined, report)
  }

  get running(): boolean {
    return this.#running
  }

  get events(): readonly ProbeEvent[] {
    return this.#events
  }

  /** What the events so far amount to; undefined before the first. */
  get report(): Report | undefined {
    if (this.#folded < this.#events.length) {
      this.#report = foldReport(this.#events)
      this.#folded = this.#events.length
    }
    return this.#report && (this.#running ? this.#report : brokenOff(this.#report))
  }

  take(event: ProbeEvent): void {
    this.#events.push(event)
  }

  /** No more will come. */
  end(trouble?: string): void {
    this.trouble = trouble
    this.#running = false
  }

  cancel(): void {
    this.#cancel?.()
  }
}
