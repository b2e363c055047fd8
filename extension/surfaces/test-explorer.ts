import {
  type CancellationToken,
  CancellationTokenSource,
  type Disposable,
  EventEmitter,
  type TestController,
  type TestItem,
  TestMessage,
  type TestRun,
  TestRunProfileKind,
  TestRunRequest,
  tests,
  type Uri,
  workspace,
} from 'vscode'
import { type DeclaredTarget, readOutpostFile } from '../../shared/documents/outpost-file/index.ts'
import type { Report } from '../../shared/engine/index.ts'
import { holdAgainst } from '../../shared/expectations/index.ts'
import { foreignText } from '../../shared/render/foreign-text.ts'
import { renderText } from '../../shared/render/text/index.ts'
import type { ProbeRunner } from '../commands/probe-runner.ts'
import type { From } from '../store/run.ts'
import { rangeIn } from '../texts/texts.ts'
import { messagesOf } from './test-messages.ts'
import { showSteps } from './test-steps.ts'
import { WireTrace } from './wire-trace.ts'

const FILES = '**/{outpost.jsonc,*.outpost.jsonc}'
/** As many targets at a time: each opens several connections. */
const SIDE_BY_SIDE = 3

/** The targets of every `outpost.jsonc` as tests: what is expected of them holds, or it does not. */
export class TestExplorer implements Disposable {
  readonly #controller: TestController = tests.createTestController('outpost', 'Outpost')
  readonly #runner: ProbeRunner
  readonly #targets = new WeakMap<TestItem, DeclaredTarget>()
  readonly #written = new EventEmitter<string>()
  /** What a save began, by its file: the next save of the file ends it. */
  readonly #saved = new Map<string, CancellationTokenSource>()
  #underWay: Promise<unknown> = Promise.resolve()
  readonly #subscriptions: Disposable[]

  /** What was written to the output of a target, as it was. */
  readonly onDidWrite = this.#written.event

  constructor(runner: ProbeRunner, hasEdge: () => boolean) {
    this.#runner = runner
    const profile = (name: string, from: From, isDefault: boolean) =>
      this.#controller.createRunProfile(
        name,
        TestRunProfileKind.Run,
        (request, token) => this.#run(request, from, token),
        isDefault,
      )
    // The view from outside is what most expectations are about: the edge comes first where there is one.
    const fromHere = profile('From This Machine', 'here', !hasEdge())
    const fromEdge = profile('From the Edge', 'edge', hasEdge())
    const watcher = workspace.createFileSystemWatcher(FILES)
    this.#controller.resolveHandler = (item) => (item === undefined ? this.#findFiles() : undefined)
    this.#controller.refreshHandler = () => this.#findFiles()
    this.#subscriptions = [
      this.#controller,
      this.#written,
      fromHere,
      fromEdge,
      workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration('outpost.edge')) return
        fromHere.isDefault = !hasEdge()
        fromEdge.isDefault = hasEdge()
      }),
      watcher,
      watcher.onDidCreate((uri) => this.#readFile(uri)),
      watcher.onDidChange((uri) => this.#readFile(uri)),
      watcher.onDidDelete((uri) => this.#controller.items.delete(uri.toString())),
      workspace.onDidSaveTextDocument(({ uri, fileName }) => {
        if (!/(?:^|[\\/.])outpost\.jsonc$/.test(fileName)) return
        this.#underWay = Promise.allSettled([this.#underWay, this.#runSaved(uri)])
      }),
    ]
  }

  /** Runs the targets of a file, those that are named or all. Resolves when it is over. */
  async runFile(uri: Uri, from: From, token?: CancellationToken, names?: readonly string[]): Promise<void> {
    const file = await this.#readFile(uri)
    const all = [...file.children].map(([, item]) => item)
    const items = names ? all.filter((item) => names.includes(this.#targets.get(item)?.name ?? '')) : [file]
    await this.#run(new TestRunRequest(items), from, token)
  }

  /** What a save began, and is not over yet. */
  async settled(): Promise<void> {
    await this.#underWay
  }

  dispose(): void {
    for (const source of this.#saved.values()) source.cancel()
    for (const subscription of this.#subscriptions) subscription.dispose()
  }

  async #findFiles(): Promise<void> {
    const uris = await workspace.findFiles(FILES, '**/node_modules/**', 100)
    await Promise.all(uris.map((uri) => this.#readFile(uri)))
  }

  async #readFile(uri: Uri): Promise<TestItem> {
    const document = await workspace.openTextDocument(uri)
    const file = readOutpostFile(document.getText())
    const { items } = this.#controller
    // What is there already is kept, with the steps below it: the file may have been saved while its targets are looked at.
    const item =
      items.get(uri.toString()) ??
      this.#controller.createTestItem(uri.toString(), workspace.asRelativePath(uri), uri)
    const [problem] = file.problems
    item.error = problem && `Line ${problem.place.line}: ${foreignText(problem.message)}`
    item.children.replace(
      (file.targets ?? []).map((target) => {
        const id = `${uri.toString()} ${target.name}`
        const test =
          item.children.get(id) ?? this.#controller.createTestItem(id, foreignText(target.name), uri)
        const range = file.rangeOf(target.targetPath)
        test.range = range && rangeIn(document, range)
        this.#targets.set(test, target)
        return test
      }),
    )
    items.add(item)
    return item
  }

  /** Nothing is probed without being asked: the setting asks, and in a workspace that is not trusted it has no say. */
  async #runSaved(uri: Uri): Promise<void> {
    if (!workspace.isTrusted) return
    if (workspace.getConfiguration('outpost', uri).get('probeOnSave') !== true) return
    const key = uri.toString()
    this.#saved.get(key)?.cancel()
    const source = new CancellationTokenSource()
    this.#saved.set(key, source)
    await this.runFile(uri, 'here', source.token)
    if (this.#saved.get(key) === source) this.#saved.delete(key)
    source.dispose()
  }

  async #run(request: TestRunRequest, from: From, token?: CancellationToken): Promise<void> {
    const run = this.#controller.createTestRun(request)
    const asked = request.include ?? [...this.#controller.items].map(([, item]) => item)
    const excluded = new Set(request.exclude ?? [])
    const waiting = [...new Set(asked.flatMap((item) => this.#leaves(item)))].filter(
      (item) => !excluded.has(item),
    )
    for (const item of waiting) run.enqueued(item)
    // Who presses stop cancels the one, who asked may cancel the other.
    const stop = new AbortController()
    const stops = [run.token, token].map((each) => each?.onCancellationRequested(() => stop.abort()))
    if (token?.isCancellationRequested) stop.abort()
    const work = async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
        if (stop.signal.aborted) run.skipped(item)
        else await this.#test(run, item, from, stop.signal)
      }
    }
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
    for (const each of stops) each?.dispose()
    run.end()
  }

  /** Tests that have a target; a step below one stands for it. */
  #leaves(item: TestItem): TestItem[] {
    if (this.#targets.has(item)) return [item]
    for (let above = item.parent; above; above = above.parent) {
      if (this.#targets.has(above)) return [above]
    }
    return [...item.children].flatMap(([, child]) => this.#leaves(child))
  }

  async #test(run: TestRun, item: TestItem, from: From, stop: AbortSignal): Promise<void> {
    const target = this.#targets.get(item)
    if (target === undefined) return
    run.started(item)
    const began = Date.now()
    const trace = new WireTrace()
    try {
      const { run: probe, done } = this.#runner.start(from, target.request, {
        origin: item.uri?.toString(),
        trace: trace.take,
      })
      const cancel = () => probe.cancel()
      stop.addEventListener('abort', cancel, { once: true })
      await done
      stop.removeEventListener('abort', cancel)
      const { report, trouble } = probe
      const text =
        report === undefined ? '' : renderText(report, { colour: false, unicode: true, width: 100 })
      this.#write(run, [text, trace.text].filter(Boolean).join('\n'), item)
      if (stop.aborted) run.skipped(item)
      else if (report === undefined)
        run.errored(item, new TestMessage(foreignText(trouble ?? 'there is no report')))
      else this.#judge(run, item, target, report, Date.now() - began)
    } catch (error) {
      run.errored(item, new TestMessage(foreignText(error instanceof Error ? error.message : String(error))))
    }
  }

  #judge(run: TestRun, item: TestItem, { expect }: DeclaredTarget, report: Report, duration: number): void {
    const judgement = holdAgainst(report, expect)
    showSteps(this.#controller, run, item, report.steps, judgement.outcome)
    const messages = messagesOf(judgement, item)
    if (judgement.outcome === 'works') run.passed(item, duration)
    else if (judgement.outcome === 'fails') run.failed(item, messages, duration)
    else
      run.errored(item, messages.length > 0 ? messages : new TestMessage('It could not be told.'), duration)
  }

  /** The editor shows output as a terminal does. */
  #write(run: TestRun, text: string, item: TestItem): void {
    const lines = text.replace(/\r?\n/g, '\r\n')
    run.appendOutput(lines, undefined, item)
    this.#written.fire(lines)
  }
}
