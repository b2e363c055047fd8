import {
  type Disposable,
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  window,
} from 'vscode'
import type { Finding, ReportStep } from '../../shared/engine/index.ts'
import { describeFinding } from '../../shared/findings/index.ts'
import { findingGroups } from '../../shared/render/finding-groups.ts'
import { foreignText } from '../../shared/render/foreign-text.ts'
import { stepTitle } from '../../shared/render/step-title.ts'
import type { Run } from '../store/run.ts'
import type { RunStore } from '../store/run-store.ts'
import { ageText } from './age.ts'
import { countText, verdictWords } from './verdict-text.ts'

/** A line of the tree: a run, one of its findings, or one of its steps. */
export type RunsNode =
  | { readonly kind: 'run'; readonly run: Run }
  | {
      readonly kind: 'finding'
      readonly run: Run
      readonly finding: Finding
      readonly below: readonly Finding[]
    }
  | { readonly kind: 'step'; readonly run: Run; readonly step: ReportStep }

/** All runs with their findings and steps, live. */
export class RunsView implements TreeDataProvider<RunsNode>, Disposable {
  readonly #changed = new EventEmitter<RunsNode | undefined>()
  readonly onDidChangeTreeData = this.#changed.event
  readonly #store: RunStore
  readonly #view: TreeView<RunsNode>
  readonly #subscriptions: Disposable[]
  readonly #nodes = new WeakMap<Run, RunsNode & { kind: 'run' }>()

  constructor(store: RunStore) {
    this.#store = store
    this.#view = window.createTreeView('outpost.runs', {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    })
    this.#subscriptions = [
      store.onDidChange((run) => this.#changed.fire(run && this.#nodeOf(run))),
      { dispose: () => this.#view.dispose() },
    ]
  }

  /** The runs that are selected. */
  get selection(): readonly Run[] {
    return this.#view.selection.map(({ run }) => run)
  }

  getTreeItem(node: RunsNode): TreeItem {
    if (node.kind === 'run') return runItem(node.run)
    return node.kind === 'finding' ? findingItem(node) : stepItem(node)
  }

  getChildren(node?: RunsNode): RunsNode[] {
    if (node === undefined) return this.#store.runs.map((run) => this.#nodeOf(run))
    const { run } = node
    switch (node.kind) {
      case 'run': {
        const { report } = run
        if (report === undefined) return []
        const findings = findingGroups(report).map(
          ({ cause, consequences }) =>
            ({ kind: 'finding', run, finding: cause, below: consequences }) as const,
        )
        return [...findings, ...report.steps.map((step) => ({ kind: 'step', run, step }) as const)]
      }
      case 'finding':
        return node.below.map((finding) => ({ kind: 'finding', run, finding, below: [] }))
      case 'step':
        return node.step.steps.map((step) => ({ kind: 'step', run, step }))
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose()
    this.#changed.dispose()
  }

  /** The same node each time: the editor knows lines by them. */
  #nodeOf(run: Run): RunsNode & { kind: 'run' } {
    const known = this.#nodes.get(run) ?? { kind: 'run', run }
    this.#nodes.set(run, known)
    return known
  }
}

function runItem(run: Run): TreeItem {
  const { probe, target } = run.start.request
  const item = new TreeItem(foreignText(target), TreeItemCollapsibleState.Collapsed)
  item.id = run.id
  item.iconPath = runIcon(run)
  const counts = run.report ? countText(run.report) : ''
  const age = run.running ? '' : ageText(Date.now() - run.startedAt)
  item.description = [`${probe} ${verdictWords(run)}`, counts, `from ${run.start.place}`, age]
    .filter(Boolean)
    .join(' · ')
  item.tooltip = foreignText(run.trouble ?? `${target}: ${item.description}`)
  item.contextValue = run.running ? 'run.running' : 'run.ended'
  item.accessibilityInformation = { label: `${target}, ${item.description}` }
  return item
}

function runIcon(run: Run): ThemeIcon {
  if (run.running) return new ThemeIcon('sync~spin')
  if (run.report === undefined || run.trouble !== undefined) {
    return new ThemeIcon('warning', new ThemeColor('list.warningForeground'))
  }
  switch (run.report.verdict.outcome) {
    case 'works':
      return new ThemeIcon('pass', new ThemeColor('testing.iconPassed'))
    case 'fails':
      return new ThemeIcon('error', new ThemeColor('testing.iconFailed'))
    case 'unknown':
      return new ThemeIcon('question', new ThemeColor('testing.iconUnset'))
  }
}

const FINDING_ICONS = {
  error: new ThemeIcon('error', new ThemeColor('problemsErrorIcon.foreground')),
  warning: new ThemeIcon('warning', new ThemeColor('problemsWarningIcon.foreground')),
  info: new ThemeIcon('info', new ThemeColor('problemsInfoIcon.foreground')),
  advice: new ThemeIcon('lightbulb'),
} as const

function findingItem({ run, finding, below }: RunsNode & { kind: 'finding' }): TreeItem {
  const { sentence } = describeFinding(finding)
  const state = below.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None
  const item = new TreeItem(foreignText(sentence), state)
  item.id = `${run.id} ${finding.id}`
  item.iconPath = FINDING_ICONS[finding.severity]
  item.tooltip = foreignText(sentence)
  item.contextValue = 'finding'
  item.command = { title: 'Explain', command: 'outpost.explain', arguments: [finding.code] }
  return item
}

function stepItem({ run, step }: RunsNode & { kind: 'step' }): TreeItem {
  const state = step.steps.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None
  const item = new TreeItem(foreignText(stepTitle(step.check, step.input)), state)
  item.id = `${run.id} ${step.id}`
  item.iconPath = stepIcon(step.status)
  const { durationMs, reason } = step
  const duration = durationMs === undefined ? '' : `${Math.round(durationMs)} ms`
  item.description = foreignText([duration, reason?.message ?? ''].filter(Boolean).join(' · '))
  item.tooltip = foreignText(reason === undefined ? String(item.label) : `${reason.code}: ${reason.message}`)
  item.contextValue = 'step'
  return item
}

function stepIcon(status: ReportStep['status']): ThemeIcon {
  switch (status) {
    case 'running':
      return new ThemeIcon('sync~spin')
    case 'passed':
      return new ThemeIcon('check', new ThemeColor('testing.iconPassed'))
    case 'failed':
      return new ThemeIcon('close', new ThemeColor('testing.iconFailed'))
    case 'unanswered':
      return new ThemeIcon('question')
    case 'error':
      return new ThemeIcon('bug')
    case 'shared':
      return new ThemeIcon('references')
    case 'skipped':
    case 'cancelled':
      return new ThemeIcon('debug-step-over')
  }
}
