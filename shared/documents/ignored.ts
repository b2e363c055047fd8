import type { Remark, TextRange } from './document.ts'

/** A kind of finding that is not to be reported within a stretch of a text, for its author says so. */
export interface Ignored {
  readonly code: string
  readonly range: TextRange
}

/** Whether a finding that stands there is to be ignored. */
export function isIgnored(ignored: readonly Ignored[], code: string, { start }: TextRange): boolean {
  return ignored.some((each) => each.code === code && start >= each.range.start && start <= each.range.end)
}

/** The remarks but for those that are to be ignored. */
export function withoutIgnored(remarks: readonly Remark[], ignored: readonly Ignored[]): readonly Remark[] {
  return remarks.filter(({ finding, range }) => !isIgnored(ignored, finding.code, range))
}

/** What comments ignore: each holds for the line on which it stands and for the one below. */
export function ignoredByComments(text: string, comments: readonly Ignored[]): Ignored[] {
  return comments.map(({ code, range }) => {
    const next = text.indexOf('\n', range.end)
    const end = next < 0 ? -1 : text.indexOf('\n', next + 1)
    const start = text.lastIndexOf('\n', range.start) + 1
    return { code, range: { start, end: end < 0 ? text.length : end } }
  })
}

/** Comments of this kind in a text whose comments begin with a sign and end with the line. */
export function ignoredIn(text: string, sign: ';'): Ignored[] {
  const comments = text.matchAll(new RegExp(`${sign}[ \\t]*outpost-ignore[ \\t]+([a-z0-9-]+)[^\\n]*`, 'g'))
  return [...comments].map(({ 0: comment, 1: code = '', index }) => ({
    code,
    range: { start: index, end: index + comment.length },
  }))
}
