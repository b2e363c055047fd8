import type { DocumentKind, DocumentReading, OpenDocument, TextChange } from './document.ts'
import { kindOf } from './kind.ts'

/** More than any file that an admin keeps; larger ones are not read. */
export const LONGEST_TEXT = 16 * 1024 * 1024

/** Reads a whole text. What it makes of changes is the caller's matter. */
export type DocumentReader = (text: string) => Omit<DocumentReading, 'kind'> & { readonly parsed: number }

/** The readers that there are, by kind. One that needs a grammar is made by whoever can load it. */
export type DocumentReaders = Partial<Record<DocumentKind, DocumentReader>>

/**
 * Opens a text of any kind. Total: what cannot be understood has no mentions and no remarks.
 *
 * @param fileName the whole path or the last part of it: the kind is told by it, and by the text
 */
export function openDocument(fileName: string, text: string, readers: DocumentReaders): OpenDocument {
  return new WholeDocument(fileName, text, readers)
}

/** A document that is read anew after every change: for kinds of text that are short, or cheap to read. */
class WholeDocument implements OpenDocument {
  readonly #fileName: string
  readonly #readers: DocumentReaders
  #text: string
  #reading: DocumentReading | undefined
  #parsed = 0

  constructor(fileName: string, text: string, readers: DocumentReaders) {
    this.#fileName = fileName
    this.#readers = readers
    this.#text = text
  }

  get reading(): DocumentReading {
    this.#reading ??= this.#read()
    return this.#reading
  }

  get parsed(): number {
    return this.reading && this.#parsed
  }

  change(changes: readonly TextChange[]): void {
    for (const { range, text } of changes) {
      this.#text = this.#text.slice(0, range.start) + text + this.#text.slice(range.end)
    }
    this.#reading = undefined
  }

  close(): void {}

  #read(): DocumentReading {
    const kind = this.#text.length > LONGEST_TEXT ? 'plain' : kindOf(this.#fileName, this.#text)
    const read = this.#readers[kind]
    if (read === undefined) return { kind, mentions: [], remarks: [] }
    const { parsed, ...reading } = read(this.#text)
    this.#parsed = parsed
    return { kind, ...reading }
  }
}
