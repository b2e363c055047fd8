import { type Disposable, ViewColumn, type WebviewPanel, window } from 'vscode'
import { foreignText } from '../../shared/render/foreign-text.ts'
import type { Run } from '../store/run.ts'
import type { RunStore } from '../store/run-store.ts'
import { emptyPage, reportPage } from './report-page.ts'

/** The report of a run as a page, drawn anew while the run grows. No script runs in it. */
export class ReportPanels implements Disposable {
  readonly #open = new Map<string, WebviewPanel>()
  readonly #subscription: Disposable

  constructor(store: RunStore) {
    this.#subscription = store.onDidChange((run) => run && this.#draw(run))
  }

  /** `beside`: next to the text that it is about, which keeps the keyboard. */
  show(run: Run, { beside = false } = {}): void {
    const known = this.#open.get(run.id)
    if (known) {
      known.reveal(undefined, beside)
      return
    }
    const { probe, target } = run.start.request
    const title = foreignText(`${probe} ${target}`)
    const place = beside
      ? { viewColumn: ViewColumn.Beside, preserveFocus: true }
      : { viewColumn: ViewColumn.Active }
    const panel = window.createWebviewPanel('outpost.report', title, place, {
      enableScripts: false,
      enableCommandUris: false,
      localResourceRoots: [],
      enableFindWidget: true,
    })
    this.#open.set(run.id, panel)
    panel.onDidDispose(() => this.#open.delete(run.id))
    this.#draw(run)
  }

  dispose(): void {
    this.#subscription.dispose()
    for (const panel of this.#open.values()) panel.dispose()
  }

  #draw(run: Run): void {
    const panel = this.#open.get(run.id)
    if (panel === undefined) return
    panel.webview.html = pageOf(run)
  }
}

function pageOf({ report, trouble }: Run): string {
  if (report !== undefined) return reportPage(report)
  return emptyPage(foreignText(trouble ?? 'There is no answer yet.'))
}
