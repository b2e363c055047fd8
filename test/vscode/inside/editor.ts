import assert from 'node:assert/strict'
import {
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
  for (let tries = 0; tries < 400; tries += 1) {
    const value = what()
    if (value !== undefined) return value
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new assert.AssertionError({ message: `waited in vain for ${words}` })
}

export function api(): OutpostApi {
  return extensions.getExtension('outpost.outpost-exchange')?.exports
}

/** What the extension gives to its tests alone. */
export function testing(): NonNullable<OutpostApi['testing']> {
  const given = api().testing
  assert.ok(given)
  return given
}

export function oursOn(uri: Uri): Diagnostic[] {
  return languages.getDiagnostics(uri).filter(({ source }) => source?.startsWith('Outpost') === true)
}

/** The code of a diagnostic, which links to its page. */
export function codeOf({ code }: Diagnostic): string {
  return typeof code === 'object' ? String(code.value) : String(code)
}

/** The diagnostic with that code, as soon as it is there. */
export function finding(uri: Uri, code: string): Promise<Diagnostic> {
  return eventually(() => oursOn(uri).find((each) => codeOf(each) === code), code)
}

/** Opens a text that no disk holds, and resolves when it is read. */
export async function openText(language: string, content: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument({ language, content })
  await window.showTextDocument(document)
  await eventually(() => api().readingOf(document), `the reading of a ${language}`)
  return document
}

/** Opens a file of the folder, and resolves when it is read. */
export async function openFile(name: string): Promise<TextDocument> {
  const [uri] = await workspace.findFiles(name)
  assert.ok(uri, name)
  const document = await workspace.openTextDocument(uri)
  await window.showTextDocument(document)
  await eventually(() => api().readingOf(document), `the reading of ${name}`)
  return document
}
