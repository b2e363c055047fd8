import type { Remark, TextRange } from './document.ts'

/** A comment that says what is not to be reported on the line below it, or on its own. */
export interface Ignored {
  readonly code: string
  readonly range: TextRange
}

/** The remarks but for those that a comment says are to be ignored. */
export function withoutIgnored(
  remarks: readonly Remark[],
  text: string,
  ignored: readonly Ignored[],
): readonly Remark[] {
  if (ignored.length === 0) return remarks
  return remarks.filter(
    ({ finding, range }) =>
      !ignored.some(({ code, range: comment }) => {
        const lineStart = text.lastIndexOf('\n', comment.start) + 1
        const next = text.indexOf('\n', comment.end)
        const end = next < 0 ? text.length : text.indexOf('\n', next + 1)
        return (
          code === finding.code && range.start >= lineStart && range.start <= (end < 0 ? text.length : end)
        )
      }),
  )
}

/** Comments of this kind in a text whose comments begin with a sign and end with the line. */
export function ignoredIn(text: string, sign: '#' | ';'): Ignored[] {
  const comments = text.matchAll(new RegExp(`${sign}[ \\t]*outpost-ignore[ \\t]+([a-z0-9-]+)[^\\n]*`, 'g'))
  return [...comments].map(({ 0: comment, 1: code = '', index }) => ({
    code,
    range: { start: index, end: index + comment.length },
  }))
}
