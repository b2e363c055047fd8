import { foreignText } from './foreign-text.ts'

/** HTML or XML that is safe to stand where it was made for: what came from outside is escaped in it. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** What a template takes: texts are escaped, markup stands as it is, nothing is left out. */
export type MarkupValue = string | number | Markup | readonly MarkupValue[] | undefined | false

/**
 * A template for HTML and XML that escapes by itself: the template's own words are ours, whatever is filled in is foreign
 * unless it is {@link Markup}. Attributes are to be quoted in the template.
 */
export function markup(words: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  const filled = words.map((word, at) => `${word}${at < values.length ? shown(values[at]) : ''}`)
  return new Markup(filled.join(''))
}

function shown(value: MarkupValue): string {
  if (value === undefined || value === false) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'object') return value.map(shown).join('')
  return escapedMarkup(String(value))
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

/**
 * A text as content or as a quoted attribute's value, of HTML as of XML 1.0: neither an element nor a reference begins in
 * it, no section ends, and the characters that XML does not have (section 2.2) stand as escapes that people can read.
 */
function escapedMarkup(text: string): string {
  return foreignText(text).replace(/[&<>"']/g, (character) => ENTITIES.get(character) ?? character)
}
