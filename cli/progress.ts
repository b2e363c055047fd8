import { foldReport, type ProbeEvent } from '../shared/engine/index.ts'
import { LiveTree, type Screen } from '../shared/render/text/index.ts'

/** Faster than this nobody reads; slower, it seems to have stopped. */
const SHORTEST_PAUSE_MS = 80
const TICK_MS = 250

/** Draws the tree of a run while it grows, over and over in the same place. */
export class Progress {
  readonly #tree: LiveTree
  readonly #events: readonly ProbeEvent[]
  readonly #began = Date.now()
  readonly #timer: ReturnType<typeof setInterval>
  #drawnAt = 0

  /** @param events the run's, which grow while they are watched */
  constructor(
    events: readonly ProbeEvent[],
    screen: Screen,
    options: { readonly colour: boolean; readonly unicode: boolean },
  ) {
    this.#events = events
    this.#tree = new LiveTree(screen, options)
    this.#timer = setInterval(() => this.#draw(), TICK_MS)
    this.#timer.unref()
  }

  /** There are more events than before. */
  update(): void {
    if (Date.now() - this.#drawnAt >= SHORTEST_PAUSE_MS) this.#draw()
  }

  /** Takes the tree away, for the result to come in its place. */
  clear(): void {
    clearInterval(this.#timer)
    this.#tree.clear()
  }

  #draw(): void {
    const report = foldReport(this.#events)
    if (report === undefined) return
    this.#drawnAt = Date.now()
    const running = report.state === 'running'
    this.#tree.draw(report, running ? this.#drawnAt - this.#began : report.durationMs)
  }
}
