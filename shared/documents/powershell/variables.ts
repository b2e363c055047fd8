import type { TextRange } from '../document.ts'
import type { Assignment } from './facts.ts'
import type { Entry, Value } from './value.ts'

/** What a value comes to when the script's own assignments are filled in. Ranges are those of the text. */
export type Resolved =
  | {
      readonly kind: 'text'
      readonly text: string
      /** Where the value is used. */
      readonly range: TextRange
      /** Where the variables that it is made of were given their texts. */
      readonly sources: readonly { readonly text: string; readonly range: TextRange }[]
    }
  | { readonly kind: 'list'; readonly items: readonly Resolved[]; readonly range: TextRange }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly range: TextRange }
  | { readonly kind: 'unknown'; readonly range: TextRange }

/** An entry of a hash table, where it was written. */
export interface ResolvedEntry {
  readonly name: string
  readonly nameRange: TextRange
  readonly value: Resolved
}

interface Held {
  readonly value: Value
  /** What the value's ranges count from. */
  readonly base: number
}

/** Variables hold variables: further than this nobody follows them. */
const DEEPEST_CHAIN = 16
const LONGEST_TEXT = 4096

/** What the variables of a script hold, as far as it says so itself, at one place of its text. */
export class Variables {
  readonly #held = new Map<string, Held>()
  readonly #members = new Map<string, Map<string, Held & { nameRange: TextRange; written: string }>>()

  /** The script goes on behind an assignment. */
  assign({ name, member, value, range }: Assignment, base: number): void {
    if (member !== undefined) {
      const members = this.#members.get(name) ?? new Map()
      members.set(member, { value, base, nameRange: range, written: member })
      this.#members.set(name, members)
      return
    }
    this.#held.set(name, { value, base })
    this.#members.delete(name)
    if (value.kind === 'table') this.#members.set(name, membersOf(value.entries, base))
  }

  /** The entries of the hash table that a variable holds; none when it holds another thing. */
  entriesOf(name: string): readonly ResolvedEntry[] {
    return [...(this.#members.get(name)?.values() ?? [])].map(({ value, base, nameRange, written }) => ({
      name: written,
      nameRange: shifted(nameRange, base),
      value: this.resolve(value, base),
    }))
  }

  resolve(value: Value, base: number, depth = 0): Resolved {
    const range = shifted(value.range, base)
    switch (value.kind) {
      case 'boolean':
        return { kind: 'boolean', value: value.value, range }
      case 'list':
        return { kind: 'list', items: value.items.map((item) => this.resolve(item, base, depth + 1)), range }
      case 'variable': {
        const held = this.#lookUp(value.name, value.member)
        if (held === undefined || depth > DEEPEST_CHAIN) return { kind: 'unknown', range }
        return usedAt(this.resolve(held.value, held.base, depth + 1), range)
      }
      case 'string': {
        let text = ''
        const sources: { text: string; range: TextRange }[] = []
        for (const part of value.parts) {
          const piece =
            part.kind === 'text'
              ? { text: part.text, sources: [] }
              : this.#text(part.name, part.member, depth)
          if (piece === undefined) return { kind: 'unknown', range }
          text += piece.text
          sources.push(...piece.sources)
          if (text.length > LONGEST_TEXT) return { kind: 'unknown', range }
        }
        const [only] = value.parts
        // Without the quotes: what is underlined, and what a fix replaces, is the name itself.
        const written = value.parts.length === 1 && only?.kind === 'text'
        return { kind: 'text', text, range: written ? shifted(only.range, base) : range, sources }
      }
      case 'table':
      case 'unknown':
        return { kind: 'unknown', range }
    }
  }

  #lookUp(name: string, member: string | undefined): Held | undefined {
    return member === undefined ? this.#held.get(name) : this.#members.get(name)?.get(member)
  }

  #text(name: string, member: string | undefined, depth: number) {
    const held = this.#lookUp(name, member)
    if (held === undefined || depth > DEEPEST_CHAIN) return undefined
    const resolved = this.resolve(held.value, held.base, depth + 1)
    if (resolved.kind !== 'text') return undefined
    return {
      text: resolved.text,
      sources: [{ text: resolved.text, range: resolved.range }, ...resolved.sources],
    }
  }
}

function membersOf(entries: readonly Entry[], base: number) {
  return new Map(
    entries.map(({ name, nameRange, value }) => [
      name.toLowerCase(),
      { value, base, nameRange, written: name },
    ]),
  )
}

/** A value that came by way of a variable: it stands where the variable does, and was written elsewhere. */
function usedAt(resolved: Resolved, range: TextRange): Resolved {
  switch (resolved.kind) {
    case 'text':
      return {
        ...resolved,
        range,
        sources: [{ text: resolved.text, range: resolved.range }, ...resolved.sources],
      }
    case 'list':
    case 'boolean':
    case 'unknown':
      return { ...resolved, range }
  }
}

export function shifted({ start, end }: TextRange, base: number): TextRange {
  return { start: start + base, end: end + base }
}
