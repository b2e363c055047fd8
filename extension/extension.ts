import { type ExtensionContext, ExtensionMode, type TextDocument, window } from 'vscode'
import type { DocumentReading } from '../shared/documents/index.ts'
import { registerCommands } from './commands/commands.ts'
import { ProbeRunner } from './commands/probe-runner.ts'
import { Account } from './secrets/account.ts'
import { Secrets } from './secrets/secrets.ts'
import { History } from './store/history.ts'
import type { Run } from './store/run.ts'
import { RunStore } from './store/run-store.ts'
import { CodeActions } from './surfaces/code-actions.ts'
import { Diagnostics } from './surfaces/diagnostics.ts'
import { provideFindingPages } from './surfaces/finding-pages.ts'
import { Hovers } from './surfaces/hovers.ts'
import { Lenses } from './surfaces/lenses.ts'
import { Output } from './surfaces/output.ts'
import { ReportPanels } from './surfaces/report-panel.ts'
import { RunsView } from './surfaces/runs-view.ts'
import { StatusBar } from './surfaces/status-bar.ts'
import { TestExplorer } from './surfaces/test-explorer.ts'
import { languageModelTools, registerTools } from './surfaces/tools.ts'
import { DocumentTools } from './texts/document-tools.ts'
import { Texts } from './texts/texts.ts'
import { Vantages } from './vantages/vantages.ts'

/** What other extensions, and the tests, may look at. */
export interface OutpostApi {
  /** The newest first. */
  runs(): readonly Run[]
  /** What a text says, when it is of a kind that is understood. */
  readingOf(document: TextDocument): DocumentReading | undefined
  /** What only the tests of this extension are given: it is absent wherever else it runs. */
  readonly testing?: Testing
}

/** The parts that a test has to reach, because the editor shows what they do to people alone. */
export interface Testing {
  readonly secrets: Secrets
  readonly history: History
  readonly store: RunStore
  readonly runner: ProbeRunner
  readonly statusBar: StatusBar
  readonly explorer: TestExplorer
  readonly tools: ReturnType<typeof languageModelTools>
}

/** Everything that is looked at is fed from one store of runs; everything here is given back by the editor. */
export function activate(context: ExtensionContext): OutpostApi {
  const log = window.createOutputChannel('Outpost', { log: true })
  const store = new RunStore()
  const secrets = new Secrets(context.secrets)
  const vantages = new Vantages(secrets)
  const history = new History(context.globalStorageUri, store)
  const reading = new DocumentTools(context.extensionUri)
  const texts = new Texts(
    (error) => log.error(error instanceof Error ? error : String(error)),
    (kind) => reading.meansFor(kind),
  )
  const runner = new ProbeRunner(store, vantages, new Account(secrets))
  const runsView = new RunsView(store)
  const reports = new ReportPanels(store)
  const statusBar = new StatusBar(store)
  const explorer = new TestExplorer(runner, () => vantages.edge !== undefined)
  const tools = languageModelTools(runner)
  context.subscriptions.push(
    log,
    new Output(log, store),
    history,
    texts,
    new Diagnostics(texts, store),
    new Lenses(texts, store, () => vantages.edge !== undefined),
    new Hovers(texts, store),
    new CodeActions(texts, store),
    runsView,
    reports,
    statusBar,
    explorer,
    provideFindingPages(),
    ...registerTools(tools),
    ...registerCommands({
      ...{ store, history, vantages, secrets, runner, runsView, reports },
      showOutput: () => log.show(),
    }),
    vantages,
    store,
  )
  void history.load()
  return {
    runs: () => store.runs,
    readingOf: (document) => texts.reading(document),
    ...(context.extensionMode === ExtensionMode.Test && {
      testing: { secrets, history, store, runner, statusBar, explorer, tools },
    }),
  }
}
