import {
  CodeLens,
  type CodeLensProvider,
  type Disposable,
  EventEmitter,
  languages,
  type TextDocument,
  workspace,
} from 'vscode'
import type { Mention } from '../../shared/documents/index.ts'
import type { Run } from '../store/run.ts'
import type { RunStore } from '../store/run-store.ts'
import { rangeIn, type Texts } from '../texts/texts.ts'
import { ageText } from './age.ts'
import { verdictIcon, verdictWords } from './verdict-text.ts'

/** The same target so few lines below needs no lenses of its own. */
const NEAR_LINES = 4

/** Between an icon and its words: the editor swallows an ordinary space there. */
const SPACE = '\u00a0'

/** What a command is told by a lens, a hover or a menu. */
export interface ProbeArguments {
  readonly probe: string
  readonly target: string
  readonly server?: string
  readonly origin?: string
}

/** Over each target: probe it from the edge, from here, compare; and what the last run said, with its age. */
export class Lenses implements CodeLensProvider, Disposable {
  readonly #changed = new EventEmitter<void>()
  readonly onDidChangeCodeLenses = this.#changed.event
  readonly #texts: Texts
  readonly #store: RunStore
  readonly #hasEdge: () => boolean
  readonly #subscriptions: Disposable[]

  constructor(texts: Texts, store: RunStore, hasEdge: () => boolean) {
    this.#texts = texts
    this.#store = store
    this.#hasEdge = hasEdge
    // The age of a verdict grows.
    const minute = setInterval(() => this.#changed.fire(), 60_000)
    this.#subscriptions = [
      languages.registerCodeLensProvider({ pattern: '**' }, this),
      texts.onDidRead(() => this.#changed.fire()),
      store.onDidChange(() => this.#changed.fire()),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('outpost.edge')) this.#changed.fire()
      }),
      workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
      { dispose: () => clearInterval(minute) },
    ]
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    if (!workspace.isTrusted) return []
    const seen = new Map<string, number>()
    return (this.#texts.reading(document)?.mentions ?? []).flatMap((mention) => {
      if (mention.probe === undefined) return []
      const range = rangeIn(document, mention.range)
      const { probe, target } = mention.probe
      const { line } = range.start
      const before = seen.get(`${probe} ${target}`)
      if (before !== undefined && line - before < NEAR_LINES) return []
      seen.set(`${probe} ${target}`, line)
      return this.#lensesFor(document, mention).map((command) => new CodeLens(range, command))
    })
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose()
    this.#changed.dispose()
  }

  #lensesFor(document: TextDocument, { probe }: Mention) {
    if (probe === undefined) return []
    const given: ProbeArguments = { ...probe, origin: document.uri.toString() }
    const tooltip = `${probe.probe} ${probe.target}`
    const command = (title: string, name: string) => ({ title, command: name, arguments: [given], tooltip })
    const last = this.#store.latest(probe.target) ?? this.#store.latestAbove(probe.target)
    return [
      ...(this.#hasEdge() ? [command(`$(globe)${SPACE}Probe from the edge`, 'outpost.probeFromEdge')] : []),
      command(`$(vm)${SPACE}Probe from here`, 'outpost.probeFromHere'),
      ...(this.#hasEdge() ? [command('Compare', 'outpost.compare')] : []),
      ...(last ? [verdictLens(last)] : []),
    ]
  }
}

function verdictLens(run: Run) {
  const age = run.running ? '' : `, ${ageText(Date.now() - run.startedAt)}`
  return {
    title: `${verdictIcon(run)}${SPACE}${run.start.request.probe} ${verdictWords(run)}${age}`,
    command: 'outpost.openReport',
    arguments: [run.id],
    tooltip: `From ${run.start.place}: open the report`,
  }
}
