import { type Disposable, type Event, EventEmitter } from 'vscode'
import type { TraceEntry } from '../../shared/engine/index.ts'
import type { Authenticator } from '../../shared/sign-in/index.ts'
import type { Vantage } from '../../shared/vantage/index.ts'
import { Run, type RunStart } from './run.ts'

/** More often than this nobody looks. */
const SHORTEST_PAUSE_MS = 100

/** What a run needs beside its request. */
export interface RunMeans {
  readonly vantage: Vantage
  readonly authenticator?: Authenticator
  /** Is told each message of the wire, secrets blotted out. */
  readonly trace?: (entry: TraceEntry) => void
  /** Gives back what was opened for this run alone. */
  close(): Promise<void>
}

/** All runs, those under way and those remembered: the one thing that every surface looks at. */
export class RunStore implements Disposable {
  readonly #changed = new EventEmitter<Run | undefined>()
  readonly #ended = new EventEmitter<Run>()
  #runs: Run[] = []

  /** A run changed; undefined: the list did. */
  readonly onDidChange: Event<Run | undefined> = this.#changed.event
  /** A run ended, well or not. */
  readonly onDidEnd: Event<Run> = this.#ended.event

  /** The newest first. */
  get runs(): readonly Run[] {
    return this.#runs
  }

  get running(): readonly Run[] {
    return this.#runs.filter(({ running }) => running)
  }

  byId(id: string): Run | undefined {
    return this.#runs.find((run) => run.id === id)
  }

  /** The newest run about a target, be it under way. */
  latest(target: string, fits: (run: Run) => boolean = () => true): Run | undefined {
    return this.#runs.find((run) => run.start.request.target === target && fits(run))
  }

  /** The newest run about a domain that a host is below: it looked at the host, too. */
  latestAbove(host: string): Run | undefined {
    return this.#runs.find(({ start }) => host.endsWith(`.${start.request.target}`))
  }

  /**
   * Starts a run and answers with it at once; `done` resolves when it is over, and never rejects. What keeps a
   * vantage from being opened is the run's trouble.
   */
  start(
    start: RunStart,
    open: (signal: AbortSignal) => Promise<RunMeans>,
  ): { run: Run; done: Promise<void> } {
    const controller = new AbortController()
    const run = Run.begin(newId(), start, () => controller.abort())
    this.#runs = [run, ...this.#runs]
    this.#changed.fire(undefined)
    return { run, done: this.#listen(run, open, controller.signal) }
  }

  /** Puts runs of former windows behind those of this one. */
  remember(runs: readonly Run[]): void {
    const known = new Set(this.#runs.map(({ id }) => id))
    this.#runs = [...this.#runs, ...runs.filter(({ id }) => !known.has(id))]
    this.#changed.fire(undefined)
  }

  /** Forgets all runs but those under way. */
  clear(): void {
    this.#runs = this.#runs.filter(({ running }) => running)
    this.#changed.fire(undefined)
  }

  dispose(): void {
    for (const run of this.running) run.cancel()
    this.#changed.dispose()
    this.#ended.dispose()
  }

  async #listen(
    run: Run,
    open: (signal: AbortSignal) => Promise<RunMeans>,
    signal: AbortSignal,
  ): Promise<void> {
    let trouble: string | undefined
    try {
      const { vantage, authenticator, trace, close } = await open(signal)
      try {
        let toldAt = 0
        for await (const event of vantage.run(run.start.request, {
          signal,
          ...(authenticator && { authenticator }),
          ...(trace && { trace }),
        })) {
          run.take(event)
          if (Date.now() - toldAt < SHORTEST_PAUSE_MS) continue
          toldAt = Date.now()
          this.#changed.fire(run)
        }
      } finally {
        await close()
      }
    } catch (error) {
      if (!signal.aborted) trouble = error instanceof Error ? error.message : String(error)
    }
    run.end(trouble)
    this.#changed.fire(run)
    this.#ended.fire(run)
  }
}

/** By when it began. Windows share the history, and two of them may begin one in the same millisecond. */
function newId(): string {
  const [chance = 0] = crypto.getRandomValues(new Uint32Array(1))
  return `${Date.now()}-${chance}`
}
