import { applyEdits, type FormattingOptions, modify } from 'jsonc-parser'
import type { TextRange } from '../document.ts'
import { readOutpostFile } from './read.ts'

/** What is changed in a text: each range is replaced, all in terms of the text as it was. */
export interface FileEdit {
  readonly range: TextRange
  readonly text: string
}

/**
 * The edits that make the target that is declared at an offset accept a kind of finding, with a reason beside it. Comments
 * and everything else in the file stay. Undefined where the file has no such target, or accepts it already.
 */
export function ignoreInFile(
  text: string,
  offset: number,
  code: string,
  reason: string,
): readonly FileEdit[] | undefined {
  const { targets = [], rangeOf } = readOutpostFile(text)
  const target = targets.find(({ path }) => {
    const range = rangeOf(path)
    return range !== undefined && offset >= range.start && offset <= range.end
  })
  if (target === undefined || target.expect.ignore?.some((each) => each.code === code)) return undefined
  const { path, targetPath, request } = target
  const ignored = { code, reason }
  // A target that is a name alone becomes an object, which has room for what is accepted.
  const isName = targetPath.length === path.length
  const value = isName ? { target: request.target, expect: { findings: { ignore: [ignored] } } } : ignored
  const at = isName ? path : [...path, 'expect', 'findings', 'ignore', -1]
  const list = [...path, 'expect', 'findings', 'ignore']
  const changed =
    isName || rangeOf(list) !== undefined
      ? modify(text, [...at], value, { formattingOptions: formatting(text), isArrayInsertion: !isName })
      : modify(text, list, [ignored], { formattingOptions: formatting(text) })
  return changed.map(({ offset: start, length, content }) => ({
    range: { start, end: start + length },
    text: content,
  }))
}

/** The text with the edits made. */
export function withEdits(text: string, edits: readonly FileEdit[]): string {
  return applyEdits(
    text,
    edits.map(({ range, text: content }) => ({
      offset: range.start,
      length: range.end - range.start,
      content,
    })),
  )
}

/** As the file itself is indented. */
function formatting(text: string): FormattingOptions {
  const [, indent = '  '] = /\n([ \t]+)\S/.exec(text) ?? []
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  return indent.startsWith('\t')
    ? { insertSpaces: false, tabSize: 4, eol }
    : { insertSpaces: true, tabSize: indent.length, eol }
}
