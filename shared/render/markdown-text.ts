import { foreignText } from './foreign-text.ts'

/** What is markup to CommonMark, GitHub or GitLab somewhere: HTML, links, mentions, references, mathematics. */
const MARKUP = /[\\`*_[\]<>&|~$#@^{}]|:\/\/|www\.|!\[/i

/** Quotes and marks around a word, which stay outside when it becomes code. */
const WORD = /^(["'(]*)(.*?)([.,;:!?)"']*)$/su

/** What begins a list, a heading, a quote or a rule at the beginning of a line. */
const BEGINNING = /^([-+=>#]|\d+[.)]$)/

/**
 * Words with foreign names in them, as Markdown that shows exactly these words: those that could be markup anywhere stand in
 * code spans. One line, fit for a paragraph, an item of a list, or a heading.
 */
export function prose(text: string): string {
  return foreignText(text)
    .split(' ')
    .filter((word) => word !== '')
    .map((word, at) => (at === 0 && BEGINNING.test(word) ? codeSpan(word) : wordText(word)))
    .join(' ')
}

function wordText(word: string): string {
  if (!MARKUP.test(word)) return word
  const [, before = '', inner = '', after = ''] = WORD.exec(word) ?? []
  return inner === '' ? codeSpan(word) : `${before}${codeSpan(inner)}${after}`
}

/** A foreign text as a code span (CommonMark section 6.1): in it nothing is markup but a run of back-ticks as long as its own. */
export function codeSpan(text: string): string {
  const shown = foreignText(text) || ' '
  const fence = '`'.repeat(longestRun(shown) + 1)
  // A space at each end is taken away again where both are there.
  const padded = /^[` ]|[` ]$/.test(shown) ? ` ${shown} ` : shown
  return `${fence}${padded}${fence}`
}

/** Lines as a fenced code block (section 4.5): none of them can close it. */
export function codeBlock(lines: readonly string[], language: string): string {
  const shown = lines.map((line) => foreignText(line, { longest: Number.POSITIVE_INFINITY }))
  const fence = '`'.repeat(Math.max(3, ...shown.map((line) => longestRun(line) + 1)))
  return [`${fence}${language}`, ...shown, fence].join('\n')
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
}
