import type { Disposable, LogOutputChannel } from 'vscode'
import { describeFinding } from '../../shared/findings/index.ts'
import { foreignText } from '../../shared/render/foreign-text.ts'
import { stepTitle } from '../../shared/render/step-title.ts'
import type { Run } from '../store/run.ts'
import type { RunStore } from '../store/run-store.ts'
import { verdictWords } from './verdict-text.ts'

/** Writes what was asked, and what came of it. Events have no place for a secret, so neither has this. */
export class Output implements Disposable {
  readonly #log: LogOutputChannel
  readonly #written = new Map<string, number>()
  readonly #subscriptions: Disposable[]

  constructor(log: LogOutputChannel, store: RunStore) {
    this.#log = log
    this.#subscriptions = [
      store.onDidChange((run) => run && this.#follow(run)),
      store.onDidEnd((run) => this.#end(run)),
    ]
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose()
  }

  #follow(run: Run): void {
    const from = this.#written.get(run.id) ?? 0
    for (const event of run.events.slice(from)) {
      if (event.type === 'run-started') {
        const { probe, target } = event.request
        this.#log.info(foreignText(`${probe} ${target} from ${run.start.place} begins`))
      }
      if (event.type === 'step-started') this.#log.debug(foreignText(stepTitle(event.check, event.input)))
      if (event.type === 'finding') {
        const { code, severity } = event.finding
        this.#log.info(foreignText(`${severity} ${code}: ${describeFinding(event.finding).sentence}`))
      }
    }
    this.#written.set(run.id, run.events.length)
  }

  #end(run: Run): void {
    this.#follow(run)
    const { probe, target } = run.start.request
    this.#log.info(foreignText(`${probe} ${target} from ${run.start.place}: ${verdictWords(run)}`))
    if (run.trouble !== undefined) this.#log.error(foreignText(run.trouble))
    this.#written.delete(run.id)
  }
}
