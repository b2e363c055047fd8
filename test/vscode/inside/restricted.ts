import assert from 'node:assert/strict'
import { type CodeLens, commands, extensions, workspace } from 'vscode'
import { openFile, oursOn, testing } from './editor.ts'
import { listenOnLoopback } from './tcp.ts'
import { fileOf, save } from './test-explorer.ts'

/** In a workspace that is not trusted nothing goes on the network, whatever settings say. */
export function restricted(): void {
  describe('in a workspace that is not trusted', () => {
    it('files are read and judged all the same, but there is no lens to probe with', async () => {
      await extensions.getExtension('outpost.outpost-exchange')?.activate()
      assert.equal(workspace.isTrusted, false)
      const document = await openFile('publish.ps1')
      assert.ok(oursOn(document.uri).length > 0)
      const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri)
      assert.deepEqual(lenses, [])
    })

    it('what former windows found is not remembered where the setting says so', async () => {
      const { history, store } = testing()
      await history.load()
      assert.equal(workspace.getConfiguration('outpost').get('history'), 0)
      assert.equal(store.runs.length, 0)
    })

    it('probeOnSave has no say, neither the folder’s nor the user’s', async () => {
      const server = await listenOnLoopback()
      try {
        const settings = workspace.getConfiguration('outpost')
        await settings.update('probeOnSave', true, false)
        const { workspaceValue, globalValue } =
          workspace.getConfiguration('outpost').inspect('probeOnSave') ?? {}
        assert.deepEqual([workspaceValue, globalValue], [undefined, true])
        await save(await fileOf('restricted', { target: `127.0.0.1:${server.port}`, probe: 'certificate' }))
        await testing().explorer.settled()
        assert.equal(testing().store.runs.length, 0)
        assert.equal(server.connections(), 0)
      } finally {
        await server.close()
      }
    })

    it('neither Test Explorer, nor a command, nor a language model starts a run', async () => {
      const server = await listenOnLoopback()
      try {
        const target = `127.0.0.1:${server.port}`
        await testing().explorer.runFile(await fileOf('asked', { target, probe: 'certificate' }), 'here')
        // The command tells the user in a notification, which stays until it is answered: it is not waited for.
        void commands.executeCommand('outpost.probeFromHere', { probe: 'certificate', target })
        assert.throws(() => testing().runner.start('here', { probe: 'certificate', target }), /not trusted/)
        await assert.rejects(
          async () =>
            testing().tools.outpost_probe.invoke(
              { input: { target, probe: 'certificate' }, toolInvocationToken: undefined },
              { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) },
            ),
          /not trusted/,
        )
        assert.equal(testing().store.runs.length, 0)
        assert.equal(server.connections(), 0)
      } finally {
        await server.close()
      }
    })
  })
}
