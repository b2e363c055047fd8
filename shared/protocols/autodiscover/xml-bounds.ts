import { ProtocolError } from '../protocol-error.ts'

export interface XmlBounds {
  /** Levels of elements. */
  readonly deepest: number
  /** Elements and attributes together. */
  readonly mostNodes: number
}

/** An answer of Exchange is seven deep, and one for hundreds of shared mailboxes has a few thousand elements. */
const ANSWER_BOUNDS: XmlBounds = { deepest: 32, mostNodes: 10_000 }

/** What may hold a `<` that starts no element, from its start to its end. */
const SECTIONS = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const

/** A start tag with its quoted values, which hold no `<`. */
const START_TAG = /<[^"'<>]*(?:"[^"<]*"[^"'<>]*|'[^'<]*'[^"'<>]*)*>/y
const QUOTED = /"[^"]*"|'[^']*'/g

/**
 * Refuses a document that would cost the parser, which calls itself for each level, its stack or too much time.
 * What is not well-formed is left to the parser: up to where it will stop, no bound was passed.
 *
 * Throws `autodiscover.too-complex`, and `autodiscover.doctype`, for whoever declares entities means harm.
 */
export function checkXmlBounds(text: string, { deepest, mostNodes }: XmlBounds = ANSWER_BOUNDS): void {
  let depth = 0
  let nodes = 0
  let at = text.indexOf('<')
  while (at !== -1) {
    const section = SECTIONS.find(([start]) => text.startsWith(start, at))
    if (section) {
      const [start, end] = section
      const close = text.indexOf(end, at + start.length)
      if (close === -1) return
      at = text.indexOf('<', close)
      continue
    }
    if (text.startsWith('<!', at))
      throw new ProtocolError('autodiscover.doctype', 'the answer has a document type declaration')
    if (text.startsWith('</', at)) depth -= 1
    else {
      START_TAG.lastIndex = at
      const tag = START_TAG.exec(text)?.[0]
      if (tag === undefined) return
      if (!tag.endsWith('/>')) depth += 1
      nodes += 1 + (tag.match(QUOTED)?.length ?? 0)
    }
    if (depth > deepest || nodes > mostNodes) {
      throw new ProtocolError(
        'autodiscover.too-complex',
        `the answer has more than ${mostNodes} elements and attributes, or is more than ${deepest} deep`,
      )
    }
    at = text.indexOf('<', at + 1)
  }
}
