import { toHex } from './hex.ts'

interface Field {
  readonly start: number
  end: number
  readonly depth: number
  readonly comment: string
  readonly secret: boolean
}

/**
 * What a codec has to say about the fields of a message, in the order in which they stand in it: the trace for people is
 * made from it.
 */
export class FieldNotes {
  readonly #fields: Field[]
  readonly #base: number
  readonly depth: number

  constructor(within?: { notes: FieldNotes; base: number }) {
    this.#fields = within === undefined ? [] : within.notes.#fields
    this.#base = within === undefined ? 0 : within.notes.#base + within.base
    this.depth = within === undefined ? 0 : within.notes.depth + 1
  }

  /** The notes about a message within this one that starts at `base`; they stand indented among these. */
  nested(base: number): FieldNotes {
    return new FieldNotes({ notes: this, base })
  }

  add(start: number, end: number, comment: string, { depth = this.depth, secret = false } = {}): void {
    this.#fields.push({ start: this.#base + start, end: this.#base + end, depth, comment, secret })
  }

  /** How far the noted fields reach. */
  get end(): number {
    return this.#fields.at(-1)?.end ?? 0
  }

  /** A line a field: its bytes in hex beside its comment, nested ones indented; of a secret only how long it is. */
  text(message: Uint8Array): string {
    return this.#fields
      .map(({ start, end, depth, comment, secret }) => {
        const bytes = message.subarray(start, end)
        const shown = secret ? `(${bytes.length} secret bytes)` : spaced(bytes)
        return `${'  '.repeat(depth)}${shown}  ${comment}`
      })
      .join('\n')
  }
}

function spaced(bytes: Uint8Array): string {
  return toHex(bytes).replace(/../g, '$& ').trimEnd()
}
