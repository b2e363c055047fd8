import assert from 'node:assert/strict'
import { type CodeAction, type CodeLens, commands, window, workspace } from 'vscode'
import { codeOf, eventually, finding, openFile, openText, oursOn } from './editor.ts'
import { fileOf } from './test-explorer.ts'

/** What the providers say of files without any network. */
export function offline(): void {
  describe('without a network', () => {
    it('a script is judged on the value that is wrong, with the fix that mends it', async () => {
      const document = await openFile('publish.ps1')
      const found = await finding(document.uri, 'ssl-not-required')
      assert.equal(document.getText(found.range), '$false')
      const actions = await commands.executeCommand<CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        found.range,
      )
      const titles = actions.map(({ title }) => title)
      assert.ok(titles.includes('Require TLS'), titles.join())
      assert.ok(titles.includes('Explain ssl-not-required'), titles.join())
      // An edit and no command: the editor can show what it will be before it is made.
      const fix = actions.find(({ title }) => title === 'Require TLS')
      assert.equal(fix?.command, undefined)
      const [[uri, edits] = [], ...others] = fix?.edit?.entries() ?? []
      assert.deepEqual([uri?.toString(), others], [document.uri.toString(), []])
      assert.deepEqual(
        edits?.map(({ newText }) => newText),
        ['$true'],
      )
    })

    it('each target of a script has lenses, and the same one a few lines below has none', async () => {
      const document = await openFile('publish.ps1')
      const lenses = await commands.executeCommand<CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        100,
      )
      const probes = lenses.filter(({ command }) => command?.command === 'outpost.probeFromHere')
      const lines = probes.map(({ range }) => document.lineAt(range.start).text.trim().split(' ')[0])
      assert.deepEqual(lines.includes('-ExternalHostname'), true, lines.join())
      assert.equal(lines.includes('-InternalHostname'), false, lines.join())
    })

    it('a zone file is judged where Outlook trips over it', async () => {
      const document = await openFile('contoso.zone')
      const port = await finding(document.uri, 'srv-shadowed')
      assert.equal(document.getText(port.range), '8443')
      await finding(document.uri, 'srv-beside-address')
    })

    it('what is wrong in an outpost.jsonc is said where it is wrong', async () => {
      const document = await openFile('broken.outpost.jsonc')
      const [problem] = await eventually(() => {
        const all = oursOn(document.uri)
        return all.length > 0 ? all : undefined
      }, 'a problem')
      assert.ok(problem)
      assert.equal(document.getText(problem.range), '"certificat"')
      assert.match(problem.message, /did you mean certificate/)
    })

    it('a file of targets cannot say where a probe runs, or what it signs in with', async () => {
      const uri = await fileOf('edge', 'contoso.test')
      const text = '{ "edge": "https://evil.example", "token": "x", "targets": ["contoso.test"] }'
      await workspace.fs.writeFile(uri, new TextEncoder().encode(text))
      const document = await workspace.openTextDocument(uri)
      await window.showTextDocument(document)
      const problems = await eventually(() => {
        const all = oursOn(uri)
        return all.length > 1 ? all : undefined
      }, 'problems')
      const places = problems.map(({ range }) => document.getText(range)).join()
      for (const name of ['edge', 'token']) assert.ok(places.includes(name), places)
      await commands.executeCommand('workbench.action.closeActiveEditor')
      await workspace.fs.delete(uri)
    })

    it('a finding is ignored by a comment, also within a statement that goes on after a back-tick', async () => {
      const script =
        "Set-OutlookAnywhere `\n    -ExternalHostname 'mail.contoso.test' `\n    -ExternalClientsRequireSsl $false\n"
      const document = await openText('powershell', script)
      const found = await finding(document.uri, 'ssl-not-required')
      const actions = await commands.executeCommand<CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        found.range,
      )
      const ignore = actions.find(({ title }) => title.startsWith('Ignore ssl-not-required'))
      assert.ok(ignore?.edit)
      await workspace.applyEdit(ignore.edit)
      assert.match(
        document.getText(),
        /<# outpost-ignore ssl-not-required: the reason #> -ExternalClientsRequireSsl/,
      )
      await eventually(
        () => (oursOn(document.uri).some((each) => codeOf(each) === 'ssl-not-required') ? undefined : true),
        'the finding to go',
      )
    })

    it('a file of another kind is left alone', async () => {
      const document = await workspace.openTextDocument({ language: 'markdown', content: '# contoso.test\n' })
      assert.deepEqual(oursOn(document.uri), [])
      const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri)
      assert.deepEqual(lenses, [])
    })
  })
}
