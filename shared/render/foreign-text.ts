/**
 * Characters that are not what they seem on a screen: control characters (C0, DEL, C1), format characters
 * (direction overrides, zero-width), separators of lines, spaces other than the ordinary one, invisible
 * letters, lone surrogates, code points without a meaning of their own, and marks piled on one another.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}|(?<=\p{M}{3})\p{M}/gu

const NOT_ASCII = /[^\x20-\x7e]/gu

/** What JSON carries unescaped although a screen would obey it. Line feeds are JSON's own layout. */
const UNSEEN_IN_JSON = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

const LONGEST = 4000

/**
 * A text from the network, or with one inside, as a terminal may show it: one line, in which what cannot be
 * seen or would be obeyed stands as `\u{1b}`. Every renderer for terminals passes all such text through here.
 *
 * @param options.ascii for a terminal that cannot show more: everything else is escaped too
 * @param options.longest how many characters are kept of a text that is longer
 */
export function foreignText(text: string, options: { ascii?: boolean; longest?: number } = {}): string {
  const { ascii = false, longest = LONGEST } = options
  const kept =
    text.length > longest ? `${text.slice(0, longest)} (and ${text.length - longest} more characters)` : text
  return kept.replace(ascii ? NOT_ASCII : UNSEEN, escaped)
}

/**
 * A value as JSON, in which also those characters are escaped that JSON allows and a terminal obeys. It
 * parses back to the same value.
 */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(UNSEEN_IN_JSON, (character) =>
    Array.from({ length: character.length }, (_, at) => {
      return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`
    }).join(''),
  )
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
