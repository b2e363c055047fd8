import { homedir } from 'node:os'
import { commands, type Disposable, env, Uri, ViewColumn, window, workspace } from 'vscode'
import type { ProbeRequest } from '../../shared/engine/index.ts'
import { catalogue } from '../../shared/findings/index.ts'
import { RequestError } from '../../shared/probes/index.ts'
import { renderHtml } from '../../shared/render/html/index.ts'
import { renderJson } from '../../shared/render/json.ts'
import { renderMarkdown } from '../../shared/render/markdown.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { History } from '../store/history.ts'
import type { From, Run } from '../store/run.ts'
import type { RunStore } from '../store/run-store.ts'
import { showFindingPage } from '../surfaces/finding-pages.ts'
import type { ProbeArguments } from '../surfaces/lenses.ts'
import type { ReportPanels } from '../surfaces/report-panel.ts'
import type { RunsNode, RunsView } from '../surfaces/runs-view.ts'
import { verdictWords } from '../surfaces/verdict-text.ts'
import { NotSetUp, type Vantages } from '../vantages/vantages.ts'
import { askFrom, askProbe, askTarget, targetUnderCursor } from './ask.ts'
import { askAccount, askToken } from './ask-secrets.ts'
import { OUTPOST_FILE } from './outpost-file.ts'
import type { ProbeRunner } from './probe-runner.ts'
import { openSample, SAMPLE_TARGET } from './sample-file.ts'

/** What the commands act on. */
export interface Surfaces {
  readonly store: RunStore
  readonly history: History
  readonly vantages: Vantages
  readonly secrets: Secrets
  readonly runner: ProbeRunner
  readonly runsView: RunsView
  readonly reports: ReportPanels
  readonly showOutput: () => void
}

/** Every command of the palette, the menus and the lenses. */
export function registerCommands(surfaces: Surfaces): Disposable[] {
  const { store, vantages, secrets, runner, reports, runsView } = surfaces

  const probe = async (from: From | undefined, given: ProbeArguments | undefined): Promise<void> => {
    const wanted = given ?? (await askWhat())
    if (wanted === undefined) return
    const where = from ?? (await askFrom(vantages.edge?.host, vantages.placeOf('here')))
    if (where !== undefined) await runAndTell(where, requestOf(wanted), wanted.origin)
  }
  const runAndTell = async (from: From, request: ProbeRequest, origin?: string): Promise<void> => {
    const run = await runner.runWithProgress(from, request, origin)
    if (run.trouble !== undefined || !isOnScreen(run)) await runner.tell(run, (shown) => reports.show(shown))
  }
  const runOf = async (given: unknown): Promise<Run | undefined> =>
    typeof given === 'string' ? store.byId(given) : isRunsNode(given) ? given.run : pickRun(store.runs)

  const table: Readonly<Record<string, (...given: never[]) => unknown>> = {
    'outpost.probe': (given?: ProbeArguments) => probe(undefined, asArguments(given)),
    'outpost.probeFromHere': (given?: ProbeArguments) => probe('here', asArguments(given)),
    'outpost.probeFromEdge': (given?: ProbeArguments) => probe('edge', asArguments(given)),
    'outpost.compare': async (given?: ProbeArguments) => {
      const wanted = asArguments(given) ?? (await askWhat())
      if (wanted === undefined) return
      const run = (from: From) => runner.runWithProgress(from, requestOf(wanted), wanted.origin)
      const [inside, outside] = await Promise.all([run('here'), run('edge')])
      await showComparison(inside, outside)
    },
    'outpost.rerun': async (given?: unknown) => {
      const run = await runOf(given)
      if (run === undefined) return
      const { request, from, origin } = run.start
      await runAndTell(from, request, origin?.uri)
    },
    'outpost.cancel': async (given?: unknown) => {
      const run = given === undefined && store.running.length === 1 ? store.running[0] : await runOf(given)
      run?.cancel()
    },
    'outpost.openReport': async (given?: unknown) => {
      const run = await runOf(given)
      if (run) reports.show(run)
    },
    'outpost.saveReport': async (given?: unknown) => {
      const run = await runOf(given)
      if (run) await saveReport(run)
    },
    'outpost.compareRuns': async (clicked?: unknown, selected?: unknown) => {
      const [newer, older] = chosenRuns(clicked, selected, runsView.selection)
      const first = newer ?? (await pickRun(store.runs, 'The newer of the two'))
      const second =
        older ??
        (first &&
          (await pickRun(
            store.runs.filter((run) => run !== first),
            'The older one',
          )))
      if (first && second) await showComparison(first, second)
    },
    'outpost.clearHistory': async () => {
      await surfaces.history.clear()
      store.clear()
    },
    'outpost.explain': async (code?: string) => {
      const wanted =
        code ?? (await window.showQuickPick([...catalogue.keys()].sort(), { title: 'Outpost: explain' }))
      if (wanted !== undefined && catalogue.has(wanted)) await showFindingPage(wanted)
    },
    'outpost.copy': async (text: string) => {
      await env.clipboard.writeText(text)
      window.setStatusBarMessage('$(check) Copied', 3000)
    },
    'outpost.trySample': async () => {
      const document = await openSample()
      const run = await runner.runWithProgress(
        'sample',
        { probe: 'outlook-anywhere', target: SAMPLE_TARGET },
        document.uri.toString(),
      )
      reports.show(run, { beside: true })
    },
    'outpost.createFile': () => createFile(),
    'outpost.setEdgeToken': () => askToken(secrets, vantages.edge),
    'outpost.forgetEdgeToken': async () => {
      const { edge } = vantages
      if (edge) await secrets.forgetToken(edge)
    },
    'outpost.signIn': () => askAccount(secrets),
    'outpost.signOut': () => secrets.forgetCredential(),
    'outpost.showOutput': () => surfaces.showOutput(),
    'outpost.openWalkthrough': () =>
      commands.executeCommand('workbench.action.openWalkthrough', 'outpost.outpost-exchange#start', false),
  }
  return Object.entries(table).map(([name, does]) =>
    commands.registerCommand(name, async (...given: never[]) => {
      try {
        return await does(...given)
      } catch (error) {
        await tellTrouble(error)
      }
    }),
  )
}

async function tellTrouble(error: unknown): Promise<void> {
  if (error instanceof NotSetUp || error instanceof RequestError) {
    const choice = /token/.test(error.message)
      ? ['Set the Token']
      : /edge/.test(error.message)
        ? ['Open Settings']
        : []
    const picked = await window.showWarningMessage(`Outpost: ${error.message}`, ...choice)
    if (picked === 'Set the Token') await commands.executeCommand('outpost.setEdgeToken')
    if (picked === 'Open Settings')
      await commands.executeCommand('workbench.action.openSettings', 'outpost.edge')
    return
  }
  throw error
}

/** What menus and keys bring along is no question of ours. */
function asArguments(given: unknown): ProbeArguments | undefined {
  if (typeof given !== 'object' || given === null || !('probe' in given) || !('target' in given))
    return undefined
  return typeof given.probe === 'string' && typeof given.target === 'string'
    ? (given as ProbeArguments)
    : undefined
}

/** What is asked about it: nothing but what a lens may say goes along. */
function requestOf({ probe, target, server }: ProbeArguments): ProbeRequest {
  return { probe, target, ...(server !== undefined && { server }) }
}

async function askWhat(): Promise<ProbeArguments | undefined> {
  const suggested = targetUnderCursor()
  const target = await askTarget(suggested?.target)
  if (target === undefined) return undefined
  const probe = await askProbe(target, suggested?.target === target ? suggested.probe : undefined)
  if (probe === undefined) return undefined
  return suggested?.target === target ? { ...suggested, probe } : { probe, target }
}

/** What was clicked on and selected, the newest first. */
function chosenRuns(clicked: unknown, selected: unknown, shown: readonly Run[]): readonly Run[] {
  const given = [clicked, ...(Array.isArray(selected) ? selected : [])].filter(isRunsNode)
  const runs = given.length > 0 ? given.map(({ run }) => run) : shown
  return [...new Set(runs)].toSorted((left, right) => right.startedAt - left.startedAt)
}

function isRunsNode(given: unknown): given is RunsNode {
  return typeof given === 'object' && given !== null && 'kind' in given && 'run' in given
}

function isOnScreen({ start: { origin } }: Run): boolean {
  return window.visibleTextEditors.some(({ document }) => document.uri.toString() === origin?.uri)
}

async function pickRun(runs: readonly Run[], title = 'Outpost: which run?'): Promise<Run | undefined> {
  if (runs.length === 1) return runs[0]
  const items = runs.map((run) => ({
    label: `${run.start.request.probe} ${run.start.request.target}`,
    description: `${verdictWords(run)}, from ${run.start.place}, ${new Date(run.startedAt).toLocaleString()}`,
    run,
  }))
  return (await window.showQuickPick(items, { title, matchOnDescription: true }))?.run
}

async function saveReport({ report }: Run): Promise<void> {
  if (report === undefined) return
  const uri = await window.showSaveDialog({
    defaultUri: Uri.joinPath(
      workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir()),
      `outpost-${report.request.target.replace(/[^\w.-]/g, '_')}.html`,
    ),
    filters: { HTML: ['html'], Markdown: ['md'], JSON: ['json'] },
  })
  if (uri === undefined) return
  const text = uri.path.endsWith('.json')
    ? renderJson(report)
    : uri.path.endsWith('.md')
      ? renderMarkdown(report)
      : renderHtml(report)
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text))
}

async function createFile(): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri
  const content = OUTPOST_FILE
  const uri = folder && Uri.joinPath(folder, 'outpost.jsonc')
  const document =
    uri === undefined
      ? await workspace.openTextDocument({ language: 'jsonc', content })
      : await writeIfAbsent(uri, content)
  await window.showTextDocument(document)
}

async function writeIfAbsent(uri: Uri, content: string) {
  const exists = await workspace.fs.stat(uri).then(
    () => true,
    () => false,
  )
  if (!exists) await workspace.fs.writeFile(uri, new TextEncoder().encode(content))
  return workspace.openTextDocument(uri)
}

async function showComparison(one: Run, other: Run): Promise<void> {
  const { compareText } = await import('./compare-text.ts')
  const text = compareText(one, other)
  if (text === undefined) {
    const why = one.trouble ?? other.trouble ?? 'it was cancelled'
    throw new NotSetUp(`One of the runs has no report, so there is nothing to compare: ${why}`)
  }
  const document = await workspace.openTextDocument({ language: 'plaintext', content: text })
  await window.showTextDocument(document, { preview: true, viewColumn: ViewColumn.Active })
}
