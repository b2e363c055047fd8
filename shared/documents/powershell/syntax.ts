import type { Node, Parser, Tree } from 'web-tree-sitter'

export type { Node, Parser, Tree }

/** Parsers go deep where values are nested; nobody writes deeper than this. */
export const DEEPEST = 200

const BARE_LIST = /([A-Za-z0-9_])([ \t]*,[ \t]+)(?=[A-Za-z])/g

/** Stands for the comma between words and the spaces around it. */
const BARE_COMMA = '\u00b7'

/**
 * The text as the grammar takes it: it has no lists of bare words with spaces behind their commas, as in
 * `-IISAuthenticationMethods Basic, NTLM`, which administrators write all the time. Nothing moves: each character that is
 * covered has one in its place.
 */
export function coverBareCommas(text: string): string {
  return text.replace(
    BARE_LIST,
    (_, before: string, comma: string) => before + BARE_COMMA.repeat(comma.length),
  )
}
