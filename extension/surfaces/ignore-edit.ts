import { Position, type Range, type TextDocument, WorkspaceEdit } from 'vscode'
import type { DocumentKind } from '../../shared/documents/index.ts'

/** How a line that says what is ignored is written in a text of each kind. */
const COMMENTS: Readonly<Partial<Record<DocumentKind, string>>> = {
  powershell: '#',
  zone: ';',
  registry: ';',
  outpost: '//',
}

/**
 * The edit that writes, above the line, that a finding is ignored there; the reason is for the user to type.
 * Undefined for texts that have no place for it.
 */
export function ignoreEdit(
  document: TextDocument,
  range: Range,
  kind: DocumentKind,
  code: string,
): WorkspaceEdit | undefined {
  const sign = COMMENTS[kind]
  if (sign === undefined) return undefined
  const { line } = range.start
  const indent = /^\s*/.exec(document.lineAt(line).text)?.[0] ?? ''
  const edit = new WorkspaceEdit()
  edit.insert(document.uri, new Position(line, 0), `${indent}${sign} outpost-ignore ${code}: the reason\n`)
  return edit
}
