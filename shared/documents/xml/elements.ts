import type { TextRange } from '../document.ts'

/** An element of a text that may be broken, or half typed. Names are local: prefixes are gone. */
export interface ElementPlace {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly ElementPlace[]
  /** What stands directly in it, without blanks at the ends, with its entities resolved. */
  readonly text: string
  /** Where that stands; where the content is empty, the place between the tags. */
  readonly textRange: TextRange
  /** From the start tag to the end tag, both included. */
  readonly range: TextRange
}

interface Growing {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: ElementPlace[]
  readonly start: number
  readonly contentStart: number
  texts: TextRange[]
}

const DEEPEST = 200
const MOST_ELEMENTS = 200_000
const TOKEN =
  /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<\?[\s\S]*?(?:\?>|$)|<!(?:[^<>])*>?|<\/\s*([^\s<>/]+)[^<>]*>?|<([^\s<>/!?]+)((?:\s+[^\s=<>/]+(?:\s*=\s*(?:"[^"<]*"|'[^'<]*'))?)*)\s*(\/?)>|[^<]+|</g
const ATTRIBUTE = /([^\s=<>/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g

/**
 * The elements of a text with their places. Total: an end tag without a start is passed over, and what was not ended ends
 * with the text. It is no validating parser: it serves whoever shows what stands where.
 */
export function elementsOf(text: string): readonly ElementPlace[] {
  const roots: ElementPlace[] = []
  const open: Growing[] = []
  let count = 0
  const finish = (end: number) => {
    const element = open.pop()
    if (element === undefined) return
    const siblings = open.at(-1)?.children ?? roots
    siblings.push(finished(element, text, end))
  }
  for (const match of text.matchAll(TOKEN)) {
    const [piece, ended, started, attributes = '', selfClosed] = match
    const { index } = match
    if (ended !== undefined) {
      const at = open.findLastIndex(({ name }) => name === localName(ended))
      if (at < 0) continue
      while (open.length > at) finish(open.length === at + 1 ? index + piece.length : index)
    } else if (started !== undefined) {
      count += 1
      if (count > MOST_ELEMENTS || open.length >= DEEPEST) break
      open.push({
        name: localName(started),
        attributes: attributesOf(attributes),
        children: [],
        start: index,
        contentStart: index + piece.length,
        texts: [],
      })
      if (selfClosed === '/') finish(index + piece.length)
    } else if (!piece.startsWith('<')) {
      open.at(-1)?.texts.push({ start: index, end: index + piece.length })
    }
  }
  while (open.length > 0) finish(text.length)
  return roots
}

/** Every element of a text, those without before those within. */
export function* everyElement(elements: readonly ElementPlace[]): Generator<ElementPlace, void, undefined> {
  for (const element of elements) {
    yield element
    yield* everyElement(element.children)
  }
}

export function childOf(element: ElementPlace, name: string): ElementPlace | undefined {
  return element.children.find((child) => child.name === name)
}

function finished(
  { name, attributes, children, start, contentStart, texts }: Growing,
  text: string,
  end: number,
) {
  const whole = texts.find((range) => text.slice(range.start, range.end).trim() !== '')
  const raw = whole ? text.slice(whole.start, whole.end) : ''
  const lead = raw.length - raw.trimStart().length
  const textRange = whole
    ? { start: whole.start + lead, end: whole.start + raw.trimEnd().length }
    : { start: contentStart, end: contentStart }
  return { name, attributes, children, text: resolved(raw.trim()), textRange, range: { start, end } }
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(ATTRIBUTE)].map(([, name = '', quoted, single]) => [
      localName(name),
      resolved(quoted ?? single ?? ''),
    ]),
  )
}

function localName(name: string): string {
  return name.replace(/^.*:/, '')
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function resolved(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => ENTITIES[name] ?? whole)
}
