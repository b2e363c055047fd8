import assert from 'node:assert/strict'
import { commands, extensions, Uri, workspace } from 'vscode'
import { History } from '../../../extension/store/history.ts'
import { RunStore } from '../../../extension/store/run-store.ts'
import type { ProbeEvent } from '../../../shared/engine/index.ts'
import { TOOL } from '../../../shared/engine/index.ts'
import { api, codeOf, eventually, openFile, oursOn, testing } from './editor.ts'
import { byTarget, edge, replay } from './runs.ts'

/** What former windows left, as a window finds it that is opened later. */
export function history(): void {
  describe('the history', () => {
    it('has what a former window found, on the lines and with its age', async () => {
      await extensions.getExtension('outpost.outpost-exchange')?.activate()
      const run = await eventually(
        () => api().runs().find(byTarget('certificate-expired.test', 'edge')),
        'a run of the window before',
      )
      assert.equal(run.running, false)
      assert.equal(run.start.place, edge.host)
      assert.equal(run.report?.verdict.outcome, 'fails')
      const document = await openFile('publish.ps1')
      const found = await eventually(
        () => oursOn(document.uri).find((each) => codeOf(each) === 'certificate-expired'),
        'what it found',
      )
      assert.match(found.message, /found in an earlier window, /)
      assert.equal(testing().statusBar.text, '', 'it tells of this window alone')
    })

    it('passes over files that are none of ours, broken, or too long, and keeps the others', async () => {
      const { folder } = testing().history
      const known = (await listed(folder)).length
      assert.ok(known > 0)
      const later = Date.now() + 1000
      const broken: Record<string, string> = {
        [`${later}-1.json`]: '{"id":',
        [`${later}-2.json`]: '{"id":"../../evil","startedAt":1}',
        [`${later}-3.json`]: '\u0000\u0001',
        [`${later}-4.json`]: ' '.repeat(5 * 1024 * 1024),
        'zzz.json': '{}',
      }
      for (const [name, text] of Object.entries(broken)) await write(folder, name, text)
      const { store, dispose } = await freshHistory()
      assert.equal(store.runs.length, known)
      dispose()
      for (const name of Object.keys(broken)) await workspace.fs.delete(Uri.joinPath(folder, name))
    })

    it('keeps as many as the setting says, the newest', async () => {
      const template = api().runs().find(byTarget('certificate-expired.test', 'edge'))
      assert.ok(template)
      const { folder } = testing().history
      const most = workspace.getConfiguration('outpost').get('history', 0)
      const before = await listed(folder)
      const ids: string[] = []
      for (let count = 0; count < most + 3; count += 1) {
        ids.push((await replay(template.start, eventsOf(template.start.request.target))).id)
        await testing().history.settled()
        // Files are in the order of the milliseconds in which runs began.
        await eventually(() => Date.now() > (api().runs()[0]?.startedAt ?? 0) || undefined, 'the next')
      }
      const kept = await listed(folder)
      assert.deepEqual(
        kept.sort(),
        ids
          .slice(-most)
          .map((id) => `${id}.json`)
          .sort(),
      )
      assert.ok(before.length > 0 && !before.some((name) => kept.includes(name)))
    })

    it('is forgotten by a command, with what could not be read', async () => {
      const { folder } = testing().history
      await write(folder, `${Date.now()}-9.json`, 'broken')
      await commands.executeCommand('outpost.clearHistory')
      assert.equal(api().runs().length, 0)
      assert.deepEqual(await listed(folder), [])
      const { store, dispose } = await freshHistory()
      assert.equal(store.runs.length, 0)
      dispose()
    })
  })
}

/** What a window that is opened now would remember. */
async function freshHistory() {
  const store = new RunStore()
  const read = new History(Uri.joinPath(testing().history.folder, '..'), store)
  await read.load()
  return {
    store,
    dispose: () => {
      read.dispose()
      store.dispose()
    },
  }
}

/** The least that makes a report. */
function eventsOf(target: string): readonly ProbeEvent[] {
  const base = { schema: 1, runId: 'r', sequence: 0, at: 0 } as const
  return [
    {
      ...base,
      type: 'run-started',
      tool: TOOL,
      startedAt: new Date().toISOString(),
      vantage: { name: 'a test', kind: 'local', perspective: 'outside', resolvers: [] },
      request: { probe: 'dns', target },
      signIn: 'not-tested',
      deadlineMs: 1000,
    },
    { ...base, type: 'run-ended', durationMs: 1, end: 'completed' },
  ]
}

async function listed(folder: Uri): Promise<string[]> {
  return (await workspace.fs.readDirectory(folder)).map(([name]) => name)
}

async function write(folder: Uri, name: string, text: string): Promise<void> {
  await workspace.fs.writeFile(Uri.joinPath(folder, name), new TextEncoder().encode(text))
}
