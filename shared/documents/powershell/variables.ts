import type { TextRange } from '../document.ts'
import type { Assignment } from './facts.ts'
import type { Entry, Value } from './value.ts'

/** A text that a variable was given, where it stands. */
export interface Source {
  readonly text: string
  readonly range: TextRange
}

/** What a value comes to when the script's own assignments are filled in. Ranges are those of the text. */
export type Resolved =
  | {
      readonly kind: 'text'
      readonly text: string
      /** Where the value is used. */
      readonly range: TextRange
      /** Where the variables that it is made of were given their texts. */
      readonly sources: readonly Source[]
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

/** More than any script that somebody wrote: what grows further, one variable out of others, is not followed. */
const LONGEST_TEXT = 4096
const LONGEST_LIST = 1024
const MOST_SOURCES = 64

/**
 * What the variables of a script hold, as far as it says so itself, at one place of its text. A value is filled in
 * where it is assigned, as PowerShell does: what its variables are given later does not change it.
 */
export class Variables {
  readonly #held = new Map<string, Resolved>()
  readonly #members = new Map<string, Map<string, ResolvedEntry>>()

  /** The script goes on behind an assignment. */
  assign({ name, member, value, range }: Assignment, base: number): void {
    if (member !== undefined) {
      const members = this.#members.get(name) ?? new Map()
      members.set(member, {
        name: member,
        nameRange: shifted(range, base),
        value: this.resolve(value, base),
      })
      this.#members.set(name, members)
      return
    }
    const members = value.kind === 'table' ? this.#membersOf(value.entries, base) : undefined
    this.#held.set(name, this.resolve(value, base))
    this.#members.delete(name)
    if (members) this.#members.set(name, members)
  }

  /** The entries of the hash table that a variable holds; none when it holds another thing. */
  entriesOf(name: string): readonly ResolvedEntry[] {
    return [...(this.#members.get(name)?.values() ?? [])]
  }

  resolve(value: Value, base: number): Resolved {
    const range = shifted(value.range, base)
    const unknown: Resolved = { kind: 'unknown', range }
    switch (value.kind) {
      case 'boolean':
        return { kind: 'boolean', value: value.value, range }
      case 'list': {
        const items = value.items.map((item) => this.resolve(item, base))
        return countOf(items) > LONGEST_LIST ? unknown : { kind: 'list', items, range }
      }
      case 'variable': {
        const held = this.#lookUp(value.name, value.member)
        return held === undefined ? unknown : usedAt(held, range)
      }
      case 'string': {
        let text = ''
        const sources: Source[] = []
        for (const part of value.parts) {
          if (part.kind === 'text') text += part.text
          else {
            const held = this.#lookUp(part.name, part.member)
            if (held?.kind !== 'text') return unknown
            text += held.text
            sources.push(...sourcesOf(held))
          }
          if (text.length > LONGEST_TEXT || sources.length > MOST_SOURCES) return unknown
        }
        const [only] = value.parts
        // Without the quotes: what is underlined, and what a fix replaces, is the name itself.
        const written = value.parts.length === 1 && only?.kind === 'text'
        return { kind: 'text', text, range: written ? shifted(only.range, base) : range, sources }
      }
      case 'table':
      case 'unknown':
        return unknown
    }
  }

  #lookUp(name: string, member: string | undefined): Resolved | undefined {
    return member === undefined ? this.#held.get(name) : this.#members.get(name)?.get(member)?.value
  }

  #membersOf(entries: readonly Entry[], base: number): Map<string, ResolvedEntry> {
    return new Map(
      entries.map(({ name, nameRange, value }) => [
        name.toLowerCase(),
        { name, nameRange: shifted(nameRange, base), value: this.resolve(value, base) },
      ]),
    )
  }
}

/** How many values a list comes to, those of the lists in it included. */
function countOf(items: readonly Resolved[]): number {
  return items.reduce((sum, item) => sum + (item.kind === 'list' ? countOf(item.items) : 1), 0)
}

function sourcesOf({ text, range, sources }: Resolved & { kind: 'text' }): readonly Source[] {
  return [{ text, range }, ...sources].slice(0, MOST_SOURCES)
}

/** A value that came by way of a variable: it stands where the variable does, and was written elsewhere. */
function usedAt(resolved: Resolved, range: TextRange): Resolved {
  switch (resolved.kind) {
    case 'text':
      return {
        ...resolved,
        range,
        sources: sourcesOf(resolved),
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
