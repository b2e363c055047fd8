import assert from 'node:assert/strict'
import {
  commands,
  type Diagnostic,
  extensions,
  languages,
  type TextDocument,
  type Uri,
  window,
  workspace,
} from 'vscode'
import type { OutpostApi } from '../../../extension/extension.ts'

/** Waits for what the editor does in its own time. */
export async function eventually<Value>(what: () => Value | undefined, words: string): Promise<Value> {
  for (let tries = 0; tries < 200; tries += 1) {
    const value = what()
    if (value !== undefined) return value
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new assert.AssertionError({ message: `waited in vain for ${words}` })
}

export function api(): OutpostApi {
  return extensions.getExtension('outpost.outpost-exchange')?.exports
}

export function oursOn(uri: Uri): Diagnostic[] {
  return languages.getDiagnostics(uri).filter(({ source }) => source?.startsWith('Outpost') === true)
}

export function sample(): void {
  describe('the sample estate', () => {
    let document: TextDocument

    it('shows a finding on the lines of the script that name the host', async () => {
      await commands.executeCommand('outpost.trySample')
      document = await eventually(
        () => workspace.textDocuments.find((each) => each.languageId === 'powershell' && each.isUntitled),
        'the script',
      )
      const [run] = api().runs()
      assert.equal(run?.trouble, undefined)
      assert.equal(run?.report?.verdict.outcome, 'fails')
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
