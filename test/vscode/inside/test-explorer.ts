import assert from 'node:assert/strict'
import { hostname } from 'node:os'
import {
  CancellationTokenSource,
  commands,
  env,
  type Hover,
  type MarkdownString,
  type TestItem,
  type TestRun,
  tests,
  Uri,
  WorkspaceEdit,
  workspace,
} from 'vscode'
import { showSteps } from '../../../extension/surfaces/test-steps.ts'
import type { ReportStep } from '../../../shared/engine/index.ts'
import { eventually, openText, testing } from './editor.ts'
import { byTarget, ended, started, token } from './runs.ts'
import { listenOnLoopback } from './tcp.ts'

const EXCHANGE = 'exchange-2019-by-srv.test'

/** The targets of files as tests: what a run of them writes, and what a save begins. */
export function testExplorer(): void {
  describe('Test Explorer', () => {
    it('writes the report in lines as a terminal has them', async () => {
      const written = await outputOf(
        await fileOf('reported', { target: EXCHANGE, probe: 'outlook-anywhere' }),
        'edge',
      )
      assert.match(written, new RegExp(`WORKS.*outlook-anywhere ${EXCHANGE}\\r\\n`))
      assert.match(written, /There is nothing to mend\.\r\n/)
      assert.equal(written.replaceAll('\r\n', '').match(/[\r\n]/), null)
      assert.ok(!written.includes(token))
    })

    it('what it found is told by a hover: verdict, days of the certificate as a bar, what Outlook would choose', async () => {
      const text = `Set-OutlookAnywhere -ExternalHostname 'mail.${EXCHANGE}'\n`
      const document = await openText('powershell', text)
      const [hover] = await commands.executeCommand<Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        document.positionAt(text.indexOf('mail.') + 2),
      )
      const shown = (hover?.contents ?? []).map((each) => (each as MarkdownString).value).join('\n')
      assert.match(shown.replaceAll('&nbsp;', ' '), /outlook\\?-anywhere works/)
      assert.match(shown, /days&nbsp;left|days left/)
      assert.match(shown, /`█*░+`/)
      assert.match(shown, /Outlook/)
      assert.match(shown, /203\.0\.113\.|203\\\.0/)
    })

    it('runs a target alone, and ends it when its run is stopped', async () => {
      const uri = await fileOf('stopped', { target: 'port-dropped.test', probe: 'outlook-anywhere' })
      const stop = new CancellationTokenSource()
      const done = testing().explorer.runFile(uri, 'edge', stop.token)
      const run = await started((each) => byTarget('port-dropped.test')(each) && each.running)
      stop.cancel()
      await done
      assert.equal(run.running, false)
      assert.notEqual(run.report?.state, 'completed')
    })

    it('shows the whole tree of steps, and a way that leads nowhere is no failure of what works', () => {
      const controller = tests.createTestController('outpost-steps', 'Steps')
      const step = (id: string, status: ReportStep['status'], steps: readonly ReportStep[] = []) => ({
        ...{ id, check: 'tcp.connect', input: { host: 'h', address: '192.0.2.1', port: 443 } },
        ...{ needed: false, status, startedAt: 0, evidence: [], steps },
        ...(status === 'failed' && { reason: { code: 'refused', message: 'it was \u001b refused' } }),
      })
      const tree = [
        step('1', 'failed', [
          step('2', 'failed', [step('3', 'failed')]),
          step('4', 'passed'),
          step('5', 'unanswered'),
        ]),
      ]
      try {
        for (const outcome of ['fails', 'unknown', 'works'] as const) {
          const target = controller.createTestItem('target', 'target')
          controller.items.replace([target])
          const told: [string, string, number][] = []
          const run = recordingRun(told)
          showSteps(controller, run, target, tree, outcome)
          assert.deepEqual(
            told,
            outcome !== 'works'
              ? // A step that failed because of one below it does not say so twice.
                [
                  ['target 3', 'failed', 1],
                  ['target 2', 'failed', 0],
                  ['target 4', 'passed', 0],
                  // Without an answer is worse than failed to the editor, so it is told of what could not be told alone.
                  outcome === 'unknown' ? ['target 5', 'errored', 1] : ['target 5', 'skipped', 0],
                ]
              : [
                  ['target 3', 'skipped', 0],
                  ['target 2', 'skipped', 0],
                  ['target 4', 'passed', 0],
                  ['target 5', 'skipped', 0],
                ],
          )
          const inner = target.children.get('target 2')?.children.get('target 3')
          assert.equal(inner?.description, 'it was \\u{1b} refused')
        }
      } finally {
        controller.dispose()
      }
    })
  })

  describe('probeOnSave', () => {
    const set = (value: boolean | undefined) =>
      workspace.getConfiguration('outpost').update('probeOnSave', value, false)

    it('probes the targets of a file from this machine when it is saved, and not before it is set', async () => {
      const server = await listenOnLoopback()
      try {
        const target = `127.0.0.1:${server.port}`
        const uri = await fileOf('saved', { target, probe: 'certificate' })
        await save(uri)
        await testing().explorer.settled()
        assert.equal(server.connections(), 0)
        assert.equal(testing().store.runs.some(byTarget(target)), false)
        await set(true)
        await save(uri)
        const run = await ended(byTarget(target))
        await testing().explorer.settled()
        assert.equal(run.start.from, 'here')
        // In a remote window "here" is not where the user sits: the machine is named.
        assert.ok(run.start.place.startsWith(hostname()), run.start.place)
        assert.ok(env.remoteName === undefined || run.start.place.includes(env.remoteName))
        assert.equal(run.report?.vantage.name, run.start.place)
        assert.ok(server.connections() > 0)
      } finally {
        await set(undefined)
        await server.close()
      }
    })

    it('is about files of targets alone', async () => {
      await set(true)
      try {
        const before = testing().store.runs.length
        const [script] = await workspace.findFiles('publish.ps1')
        assert.ok(script)
        await save(script)
        await testing().explorer.settled()
        assert.equal(testing().store.runs.length, before)
      } finally {
        await set(undefined)
      }
    })
  })
}

/** A file of targets in the folder of the window. */
export async function fileOf(name: string, ...targets: readonly (object | string)[]): Promise<Uri> {
  const [folder] = workspace.workspaceFolders ?? []
  assert.ok(folder)
  const uri = Uri.joinPath(folder.uri, `${name}.outpost.jsonc`)
  await workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify({ targets })))
  return uri
}

/** Changes a file by a space at its end and saves it; resolves when everybody was told. */
export async function save(uri: Uri): Promise<void> {
  const document = await workspace.openTextDocument(uri)
  const edit = new WorkspaceEdit()
  edit.insert(uri, document.positionAt(document.getText().length), ' ')
  await workspace.applyEdit(edit)
  let heard = false
  const subscription = workspace.onDidSaveTextDocument((saved) => {
    heard ||= saved === document
  })
  await document.save()
  await eventually(() => heard || undefined, 'the save')
  subscription.dispose()
}

/** What a run of all targets of a file writes. */
export async function outputOf(uri: Uri, from: 'here' | 'edge'): Promise<string> {
  let written = ''
  const subscription = testing().explorer.onDidWrite((text) => {
    written += text
  })
  await testing().explorer.runFile(uri, from)
  subscription.dispose()
  return written
}

function recordingRun(told: [string, string, number][]): TestRun {
  const tell =
    (status: string) =>
    ({ id }: TestItem, messages?: unknown) =>
      void told.push([id, status, Array.isArray(messages) ? messages.length : 0])
  const run: Partial<TestRun> = {
    passed: (item) => tell('passed')(item),
    skipped: tell('skipped'),
    failed: tell('failed'),
    errored: tell('errored'),
  }
  return run as TestRun
}
