import assert from 'node:assert/strict'
import { commands, type TextDocument, window, workspace } from 'vscode'
import { api, eventually, oursOn } from './editor.ts'

export function sample(): void {
  describe('the sample estate', () => {
    let document: TextDocument

    it('shows a finding on the lines of the script that name the host', async () => {
      await commands.executeCommand('outpost.trySample')
      document = await eventually(
        () =>
          workspace.textDocuments.find(
            (each) => each.isUntitled && each.getText().includes('simulated inside this window'),
          ),
        'the script',
      )
      const [run] = api().runs()
      assert.equal(run?.trouble, undefined)
      assert.equal(run?.report?.verdict.outcome, 'fails')
      const ours = run?.report?.findings.filter(
        ({ code }) => code.startsWith('outpost-') || code === 'check-failed',
      )
      assert.deepEqual(ours, [], 'nothing of Outpost itself goes wrong')
      assert.ok((api().readingOf(document)?.mentions.length ?? 0) > 0, 'the script is read')
      const found = await eventually(() => {
        const ours = oursOn(document.uri)
        return ours.length > 0 ? ours : undefined
      }, 'diagnostics')
      const expired = found.find(
        ({ code }) => typeof code === 'object' && code.value === 'certificate-expired',
      )
      assert.ok(expired, JSON.stringify(found.map(({ message }) => message)))
      assert.equal(document.getText(expired.range), 'mail.certificate-expired.test')
      assert.equal(expired.source, 'Outpost (sample)')
      assert.ok((expired.relatedInformation?.length ?? 0) > 0, 'other lines name the same host')
    })

    it('marks what it found as old when the script changes', async () => {
      await window.showTextDocument(document)
      await window.activeTextEditor?.edit((edit) => edit.insert(document.positionAt(0), '# a line more\n'))
      const stale = await eventually(
        () => oursOn(document.uri).find(({ message }) => message.includes('before the last edit')),
        'a stale diagnostic',
      )
      assert.equal(document.getText(stale.range), 'mail.certificate-expired.test')
    })
  })
}
