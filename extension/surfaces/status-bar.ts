import { commands, type Disposable, StatusBarAlignment, type StatusBarItem, ThemeColor, window } from 'vscode'
import type { RunStore } from '../store/run-store.ts'
import { verdictWords } from './verdict-text.ts'

/** How many runs are under way, and the worst that those of this window came to. */
export class StatusBar implements Disposable {
  readonly #item: StatusBarItem
  readonly #subscription: Disposable
  readonly #store: RunStore
  readonly #since = Date.now()
  #shown = false

  constructor(store: RunStore) {
    this.#store = store
    this.#item = window.createStatusBarItem('outpost.status', StatusBarAlignment.Left, 10)
    this.#item.name = 'Outpost'
    this.#item.command = 'outpost.runs.focus'
    this.#subscription = store.onDidChange(() => this.#show())
    this.#show()
  }

  /** What it says; empty when it is hidden. */
  get text(): string {
    return this.#shown ? this.#item.text : ''
  }

  dispose(): void {
    this.#subscription.dispose()
    this.#item.dispose()
  }

  #show(): void {
    const { runs, running } = this.#store
    void commands.executeCommand('setContext', 'outpost.hasRuns', runs.length > 0)
    void commands.executeCommand('setContext', 'outpost.isRunning', running.length > 0)
    const ours = runs.filter(({ startedAt }) => startedAt >= this.#since)
    this.#shown = ours.length > 0
    if (!this.#shown) {
      this.#item.hide()
      return
    }
    const ended = ours.filter((run) => !run.running)
    const worst = ['fails', 'no answer', 'incomplete', 'could not be told', 'works'].find((words) =>
      ended.some((run) => verdictWords(run) === words),
    )
    this.#item.text =
      running.length > 0
        ? `$(sync~spin) Outpost: ${running.length} running`
        : `${worst === 'works' ? '$(pass)' : '$(warning)'} Outpost: ${worst ?? ''}`
    this.#item.tooltip = ended
      .slice(0, 10)
      .map(
        (run) =>
          `${run.start.request.probe} ${run.start.request.target} from ${run.start.place}: ${verdictWords(run)}`,
      )
      .join('\n')
    this.#item.backgroundColor =
      running.length === 0 && worst === 'fails' ? new ThemeColor('statusBarItem.errorBackground') : undefined
    this.#item.show()
  }
}
