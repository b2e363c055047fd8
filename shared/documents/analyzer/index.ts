import type { Mention } from '../document.ts'
import { mentionOf } from '../plain/names.ts'
import type { DocumentReader } from '../readers.ts'
import { elementsOf, everyElement } from '../xml/elements.ts'

const MOST_MENTIONS = 5000
const WORD = /[^\s"'<>=()]+/g

/** Reads what Microsoft's analyzer lets one save: the names in the texts of its tests. */
export const readAnalyzerDocument: DocumentReader = (text) => {
  const roots = elementsOf(text)
  const tests = [...everyElement(roots)].filter(({ name }) => name.toLowerCase() === 'testresult')
  const mentions = new Map<number, Mention>()
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (mentions.size >= MOST_MENTIONS) break
    // Namespaces are addresses that nobody asks.
    if (/schemas\.|w3\.org/i.test(word)) continue
    const mention = mentionOf(word, index)
    if (mention) mentions.set(mention.range.start, mention)
  }
  return { mentions: [...mentions.values()], remarks: [], parsed: tests.length }
}
