import assert from 'node:assert/strict'
import { type CodeAction, commands, type Hover, type MarkdownString, Position, Uri, workspace } from 'vscode'
import { codeOf, eventually, finding, openFile, openText, oursOn, testing } from './editor.ts'
import { byTarget, edge, ended, replay, started, token, withoutFindings } from './runs.ts'
import { listenOnLoopback } from './tcp.ts'

const TARGET = 'certificate-expired.test'

/** What runs at an edge do; the edge and its token come by the environment. */
export function atTheEdge(): void {
  describe('at the edge', () => {
    const setEdge = (url: string | undefined) =>
      workspace.getConfiguration('outpost').update('edge', url, true)

    it('without a token nothing is asked, and the run says what is missing', async () => {
      await testing().secrets.forgetToken(edge)
      void commands.executeCommand('outpost.probeFromEdge', { probe: 'dns', target: 'no-token.test' })
      const run = await ended(byTarget('no-token.test'))
      assert.match(run.trouble ?? '', /no token for/)
    })

    it('a wrong token is told as such, and the token is not in the message', async () => {
      await testing().secrets.setToken(edge, 'not-the-right-token')
      void commands.executeCommand('outpost.probeFromEdge', { probe: 'dns', target: 'wrong-token.test' })
      const run = await ended(byTarget('wrong-token.test'))
      assert.match(run.trouble ?? '', /token/)
      assert.doesNotMatch(run.trouble ?? '', /not-the-right-token/)
      await testing().secrets.setToken(edge, token)
    })

    it('what a probe finds stands on the settings that name the host', async () => {
      const document = await openFile('publish.ps1')
      void commands.executeCommand('outpost.probeFromEdge', {
        ...{ probe: 'outlook-anywhere', target: TARGET, origin: document.uri.toString() },
      })
      await ended(byTarget(TARGET, 'edge'))
      const found = await finding(document.uri, 'certificate-expired')
      assert.equal(found.source, 'Outpost (edge)')
      assert.match(document.lineAt(found.range.start).text, /-ExternalHostname 'mail/)
      assert.equal(document.getText(found.range), `mail.${TARGET}`)
      const related = found.relatedInformation ?? []
      assert.ok(related.some(({ message }) => message.includes('MapiVirtualDirectory.ExternalUrl')))
    })

    it('other files that name the host have it too, and point at each other', async () => {
      const zone = await openText(
        'dns-zone',
        `$ORIGIN ${TARGET}.\n@ IN SOA ns1 hostmaster 1 2 3 4 5\nmail IN A 203.0.113.9\n`,
      )
      const found = await finding(zone.uri, 'certificate-expired')
      assert.equal(zone.getText(found.range), 'mail')
      assert.ok(found.relatedInformation?.some(({ location }) => location.uri.path.endsWith('publish.ps1')))
    })

    it('the remedy can be copied, and the run be repeated, from the finding', async () => {
      const document = await openFile('publish.ps1')
      const found = await finding(document.uri, 'certificate-expired')
      const actions = await commands.executeCommand<CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        found.range,
      )
      const titles = actions.map(({ title }) => title)
      for (const wanted of ['Open the report', 'Run the probe again', 'Explain certificate-expired']) {
        assert.ok(titles.includes(wanted), titles.join())
      }
      assert.ok(
        titles.some((title) => title.startsWith('Copy the remedy')),
        titles.join(),
      )
    })

    it('a hover tells the verdict, the addresses and the days of the certificate', async () => {
      const document = await openFile('publish.ps1')
      const at = document.positionAt(document.getText().indexOf(`'mail.${TARGET}`) + 3)
      const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, at)
      const text = hovers
        .flatMap(({ contents }) => contents.map((each) => (each as MarkdownString).value))
        .join('\n')
      assert.match(text, /fails/)
      assert.match(text, /203\.0\.113\./)
      assert.match(text, /expired.*days/)
    })

    it('a finding in an outpost.jsonc is ignored by an entry of the target', async () => {
      const document = await openFile('outpost.jsonc')
      const found = await finding(document.uri, 'certificate-expired')
      const actions = await commands.executeCommand<CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        found.range,
      )
      const ignore = actions.find(({ title }) => title.startsWith('Ignore certificate-expired'))
      assert.ok(ignore?.edit)
      await workspace.applyEdit(ignore.edit)
      assert.match(document.getText(), /"code": "certificate-expired"/)
      await eventually(
        () =>
          oursOn(document.uri).some((each) => codeOf(each) === 'certificate-expired') ? undefined : true,
        'the finding to go',
      )
      await commands.executeCommand('workbench.action.files.revert')
    })

    it('a finding in a script is ignored by a comment above its line, and stands nowhere in it any more', async () => {
      const document = await openFile('publish.ps1')
      const found = await finding(document.uri, 'certificate-expired')
      const actions = await commands.executeCommand<CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        found.range,
      )
      const ignore = actions.find(({ title }) => title.startsWith('Ignore certificate-expired'))
      assert.ok(ignore?.edit)
      await workspace.applyEdit(ignore.edit)
      assert.match(document.getText(), /outpost-ignore certificate-expired: the reason/)
      await gone(document.uri, 'certificate-expired')
      await commands.executeCommand('workbench.action.files.revert')
      await finding(document.uri, 'certificate-expired')
    })

    it('a finding is gone when the same question has a clean answer, and not when another one has', async () => {
      const run = await ended(byTarget(TARGET, 'edge'))
      const document = await openFile('publish.ps1')
      await finding(document.uri, 'certificate-expired')
      const elsewhere = { ...run.start, request: { ...run.start.request, server: `other.${TARGET}` } }
      await replay(elsewhere, withoutFindings(run))
      await replay({ ...run.start, from: 'here' }, withoutFindings(run))
      assert.ok(oursOn(document.uri).some((each) => codeOf(each) === 'certificate-expired'))
      await replay(run.start, withoutFindings(run))
      await gone(document.uri, 'certificate-expired')
      await replay(run.start, run.events)
      const again = oursOn(document.uri).filter((each) => codeOf(each) === 'certificate-expired')
      assert.equal(again.length, 1, 'what two runs found at one place stands there once')
    })

    it('a run that is repeated asks what it asked before, to the last detail', async () => {
      const request = { probe: 'certificate', target: 'mail.plain.test', expect: { certificateDays: 5 } }
      const { run, done } = testing().runner.start('edge', request)
      await done
      // It tells how it came out in a notification, which waits for somebody.
      void commands.executeCommand('outpost.rerun', run.id)
      const again = await ended((each) => each !== run && byTarget('mail.plain.test')(each))
      assert.deepEqual(again.start, run.start)
    })

    it('a text that is edited while the run is under way is marked as edited', async () => {
      const document = await openText(
        'powershell',
        "Set-OutlookAnywhere -ExternalHostname 'mail.certificate-other-name.test'\n",
      )
      void commands.executeCommand('outpost.probeFromEdge', {
        ...{
          probe: 'certificate',
          target: 'mail.certificate-other-name.test',
          origin: document.uri.toString(),
        },
      })
      await started(byTarget('mail.certificate-other-name.test'))
      const editor = (await import('vscode')).window.activeTextEditor
      await editor?.edit((edit) => edit.insert(new Position(0, 0), '# a line more\n'))
      await ended(byTarget('mail.certificate-other-name.test'))
      const stale = await eventually(
        () => oursOn(document.uri).find(({ message }) => message.includes('before the last edit')),
        'a diagnostic that is marked',
      )
      assert.equal(document.getText(stale.range), 'mail.certificate-other-name.test')
    })

    it('two runs go on side by side, and each one that is cancelled ends alone', async () => {
      const slow = { probe: 'outlook-anywhere', target: 'port-dropped.test' }
      void commands.executeCommand('outpost.probeFromEdge', slow)
      void commands.executeCommand('outpost.probeFromEdge', {
        probe: 'certificate',
        target: 'mail.plain.test',
      })
      const first = await started(byTarget('port-dropped.test'))
      const second = await started((run) => byTarget('mail.plain.test', 'edge')(run) && run.running)
      assert.match(testing().statusBar.text, /Outpost: [12] running/)
      await commands.executeCommand('outpost.cancel', first.id)
      await ended((run) => run === first)
      await ended((run) => run === second)
      assert.equal(first.trouble, undefined)
      assert.notEqual(first.report?.state, 'completed')
      assert.equal(second.report?.state, 'completed')
      assert.equal(second.report?.verdict.outcome, 'works')
      assert.match(testing().statusBar.text, /Outpost: fails/, 'the worst of this window')
    })

    it('an edge that cannot be reached is named, and the next run is a new chance', async () => {
      await setEdge('http://127.0.0.1:9')
      await testing().secrets.setToken(new URL('http://127.0.0.1:9'), 'another-token')
      void commands.executeCommand('outpost.probeFromEdge', { probe: 'dns', target: 'unreachable.test' })
      const run = await ended(byTarget('unreachable.test'))
      assert.match(run.trouble ?? '', /127\.0\.0\.1:9/)
      await setEdge(edge.href)
    })

    it('the token of one edge is not sent to another', async () => {
      const server = await listenOnLoopback()
      try {
        await setEdge(`http://127.0.0.1:${server.port}/`)
        void commands.executeCommand('outpost.probeFromEdge', { probe: 'dns', target: 'other-edge.test' })
        const run = await ended(byTarget('other-edge.test'))
        assert.match(run.trouble ?? '', /no token for 127\.0\.0\.1/)
        assert.equal(server.connections(), 0)
      } finally {
        await setEdge(edge.href)
        await server.close()
      }
    })

    it('a workspace has no say in which edge it is', async () => {
      const [folder] = workspace.workspaceFolders ?? []
      assert.ok(folder)
      const settings = Uri.joinPath(folder.uri, '.vscode', 'settings.json')
      const text = JSON.stringify({ 'outpost.edge': 'https://evil.example', 'outpost.probeOnSave': true })
      const get = (name: string) => workspace.getConfiguration('outpost').get(name)
      await workspace.fs.writeFile(settings, new TextEncoder().encode(text))
      await eventually(() => get('probeOnSave') === true || undefined, 'the settings of the folder')
      assert.equal(get('edge'), edge.href)
      await assert.rejects(async () =>
        workspace.getConfiguration('outpost').update('edge', 'https://evil.example', false),
      )
      await workspace.fs.delete(settings)
      await eventually(() => get('probeOnSave') === false || undefined, 'the settings to go')
    })
  })
}

/** Resolves when nothing of that code stands in the text any more. */
async function gone(uri: Uri, code: string): Promise<void> {
  await eventually(
    () => (oursOn(uri).some((each) => codeOf(each) === code) ? undefined : true),
    `${code} to go`,
  )
}
