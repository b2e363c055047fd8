import type { Finding, Plain } from '../engine/index.ts'

/**
 * What the text has said already. Two findings often call for the same, but for the names in it: the second
 * time a word is enough.
 */
export class Told {
  readonly #first = new Map<string, Finding>()

  /** The finding for which the same was told before, if any; else it counts as told for this one. */
  before(words: string, finding: Finding): Finding | undefined {
    const key = withoutNames(words, finding)
    const first = this.#first.get(key)
    if (first === undefined) this.#first.set(key, finding)
    return first
  }
}

/** The words with a blank for each value of the finding, the longest first: one may be part of another. */
function withoutNames(words: string, { values }: Finding): string {
  return Object.values(values)
    .flatMap(namesIn)
    .sort((left, right) => right.length - left.length)
    .reduce((text, name) => text.replaceAll(name, '\u0000'), words)
}

function namesIn(value: Plain): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn)
  // Shorter ones are words such as `A`, which stand elsewhere too.
  return typeof value === 'string' && value.length >= 4 ? [value] : []
}
