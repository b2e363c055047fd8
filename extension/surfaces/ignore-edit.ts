import { Position, type Range, type TextDocument, WorkspaceEdit } from 'vscode'
import type { DocumentKind } from '../../shared/documents/index.ts'
import { ignoreInFile } from '../../shared/documents/outpost-file/index.ts'
import { rangeIn } from '../texts/texts.ts'

/** How a line that says what is ignored is written in a text of each kind. */
const COMMENTS: Readonly<Partial<Record<DocumentKind, string>>> = {
  powershell: '#',
  zone: ';',
  registry: ';',
}

const REASON = 'the reason'

/**
 * The edit that writes that a finding is ignored there: above the line, or into the target of an `outpost.jsonc`. The
 * reason is for the user to type. Undefined for texts that have no place for it.
 */
export function ignoreEdit(
  document: TextDocument,
  range: Range,
  kind: DocumentKind,
  code: string,
): WorkspaceEdit | undefined {
  return kind === 'outpost' ? inFile(document, range, code) : byComment(document, range, COMMENTS[kind], code)
}

function inFile(document: TextDocument, range: Range, code: string): WorkspaceEdit | undefined {
  const edits = ignoreInFile(document.getText(), document.offsetAt(range.start), code, REASON)
  if (edits === undefined) return undefined
  const edit = new WorkspaceEdit()
  for (const { range: at, text } of edits) edit.replace(document.uri, rangeIn(document, at), text)
  return edit
}

function byComment(
  document: TextDocument,
  { start: { line } }: Range,
  sign: string | undefined,
  code: string,
): WorkspaceEdit | undefined {
  if (sign === undefined) return undefined
  const edit = new WorkspaceEdit()
  const indent = /^\s*/.exec(document.lineAt(line).text)?.[0] ?? ''
  const comment = `outpost-ignore ${code}: ${REASON}`
  // A line of its own would end a statement that goes on after a back-tick.
  if (sign === '#' && line > 0 && document.lineAt(line - 1).text.endsWith('`')) {
    edit.insert(document.uri, new Position(line, indent.length), `<# ${comment} #> `)
  } else {
    edit.insert(document.uri, new Position(line, 0), `${indent}${sign} ${comment}\n`)
  }
  return edit
}
