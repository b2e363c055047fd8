import {
  type CancellationToken,
  type Disposable,
  Location,
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
import type { Report, ReportStep } from '../../shared/engine/index.ts'
import { holdAgainst } from '../../shared/expectations/index.ts'
import { describeFinding } from '../../shared/findings/index.ts'
import { foreignText } from '../../shared/render/foreign-text.ts'
import { stepTitle } from '../../shared/render/step-title.ts'
import { renderText } from '../../shared/render/text/index.ts'
import type { ProbeRunner } from '../commands/probe-runner.ts'
import type { From } from '../store/run.ts'
import { rangeIn } from '../texts/texts.ts'

const FILES = '**/{outpost.jsonc,*.outpost.jsonc}'
/** As many targets at a time: each opens several connections. */
const SIDE_BY_SIDE = 3

/** The targets of every `outpost.jsonc` as tests: what is expected of them holds, or it does not. */
export class TestExplorer implements Disposable {
  readonly #controller: TestController = tests.createTestController('outpost', 'Outpost')
  readonly #runner: ProbeRunner
  readonly #targets = new WeakMap<TestItem, DeclaredTarget>()
  readonly #subscriptions: Disposable[]

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
        if (workspace.getConfiguration('outpost', uri).get('probeOnSave') === true) void this.#runFile(uri)
      }),
    ]
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose()
  }

  async #findFiles(): Promise<void> {
    const uris = await workspace.findFiles(FILES, '**/node_modules/**', 100)
    await Promise.all(uris.map((uri) => this.#readFile(uri)))
  }

  async #readFile(uri: Uri): Promise<TestItem | undefined> {
    const document = await workspace.openTextDocument(uri)
    const file = readOutpostFile(document.getText())
    const item = this.#controller.createTestItem(uri.toString(), workspace.asRelativePath(uri), uri)
    const [problem] = file.problems
    if (problem) item.error = `Line ${problem.place.line}: ${foreignText(problem.message)}`
    item.children.replace(
      (file.targets ?? []).map((target) => {
        const test = this.#controller.createTestItem(
          `${uri.toString()} ${target.name}`,
          foreignText(target.name),
          uri,
        )
        const range = file.rangeOf(target.targetPath)
        if (range) test.range = rangeIn(document, range)
        this.#targets.set(test, target)
        return test
      }),
    )
    this.#controller.items.add(item)
    return item
  }

  async #runFile(uri: Uri): Promise<void> {
    const item = await this.#readFile(uri)
    if (item === undefined || !workspace.isTrusted) return
    await this.#run(new TestRunRequest([item]), 'here')
  }

  async #run(request: TestRunRequest, from: From, token?: CancellationToken): Promise<void> {
    const run = this.#controller.createTestRun(request)
    const asked = request.include ?? [...this.#controller.items].map(([, item]) => item)
    const excluded = new Set(request.exclude ?? [])
    const waiting = [...new Set(asked.flatMap((item) => this.#leaves(item)))].filter(
      (item) => !excluded.has(item),
    )
    for (const item of waiting) run.enqueued(item)
    const cancelled = () => (token ?? run.token).isCancellationRequested || run.token.isCancellationRequested
    const work = async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
        if (cancelled()) run.skipped(item)
        else await this.#test(run, item, from)
      }
    }
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
    run.end()
  }

  /** Tests that have a target; a step below one stands for it. */
  #leaves(item: TestItem): TestItem[] {
    if (this.#targets.has(item)) return [item]
    if (item.parent && this.#targets.has(item.parent)) return [item.parent]
    return [...item.children].flatMap(([, child]) => this.#leaves(child))
  }

  async #test(run: TestRun, item: TestItem, from: From): Promise<void> {
    const target = this.#targets.get(item)
    if (target === undefined) return
    run.started(item)
    const began = Date.now()
    try {
      const { run: probe, done } = this.#runner.startRequest(from, target.request, item.uri?.toString())
      const cancel = run.token.onCancellationRequested(() => probe.cancel())
      await done
      cancel.dispose()
      const { report, trouble } = probe
      if (report === undefined) {
        run.errored(item, new TestMessage(trouble ?? 'there is no report'))
        return
      }
      this.#showSteps(item, report.steps, run)
      write(run, renderText(report, { colour: false, unicode: true, width: 100 }), item)
      this.#judge(run, item, target, report, Date.now() - began)
    } catch (error) {
      run.errored(item, new TestMessage(error instanceof Error ? error.message : String(error)))
    }
  }

  #judge(run: TestRun, item: TestItem, { expect }: DeclaredTarget, report: Report, duration: number): void {
    const judgement = holdAgainst(report, expect)
    const messages = [
      ...judgement.failures.map((finding) => {
        const text = describeFinding(finding)
        const [remedy] = text.remedies
        const how = remedy ? `\n\n${remedy.text}\n${(remedy.commands ?? []).join('\n')}` : ''
        return new TestMessage(foreignLines(`${text.sentence}${how}`))
      }),
      ...judgement.expectations
        .filter(({ status }) => status !== 'met')
        .map(({ expectation, expected, found }) =>
          TestMessage.diff(`${expectation} is not as expected`, expected, foreignText(found)),
        ),
    ]
    for (const message of messages) {
      if (item.uri && item.range) message.location = new Location(item.uri, item.range)
    }
    if (judgement.outcome === 'works') run.passed(item, duration)
    else if (judgement.outcome === 'fails') run.failed(item, messages, duration)
    else
      run.errored(item, messages.length > 0 ? messages : new TestMessage('It could not be told.'), duration)
  }

  /** The steps as children of the target, each as it came out. */
  #showSteps(item: TestItem, steps: readonly ReportStep[], run: TestRun): void {
    const shown = steps.flatMap(({ steps: below }) => below)
    item.children.replace(
      shown.map((step) => {
        const child = this.#controller.createTestItem(
          `${item.id} ${step.id}`,
          foreignText(stepTitle(step.check, step.input)),
          item.uri,
        )
        if (item.range) child.range = item.range
        return child
      }),
    )
    for (const step of shown) {
      const child = item.children.get(`${item.id} ${step.id}`)
      if (child) tellStep(run, child, step)
    }
  }
}

function tellStep(run: TestRun, child: TestItem, { status, durationMs, reason }: ReportStep): void {
  if (status === 'passed' || status === 'shared') run.passed(child, durationMs)
  else if (status === 'skipped' || status === 'cancelled' || status === 'running') run.skipped(child)
  else {
    const message = new TestMessage(foreignText(reason?.message ?? status))
    if (status === 'failed') run.failed(child, message, durationMs)
    else run.errored(child, message, durationMs)
  }
}

function write(run: TestRun, text: string, item: TestItem): void {
  run.appendOutput(text.replace(/\r?\n/g, '\r\n'), undefined, item)
}

/** Several lines, each as it may be shown. */
function foreignLines(text: string): string {
  return text
    .split('\n')
    .map((line) => foreignText(line))
    .join('\n')
}
