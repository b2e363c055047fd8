import type { Parser } from 'web-tree-sitter'
import type { DocumentKind, DocumentReading, OpenDocument, TextChange } from './document.ts'
import { kindOf } from './kind.ts'
import { PowerShellDocument } from './powershell/index.ts'
import { READERS } from './readers.ts'

/** More than any file that an admin keeps; larger ones are not read. */
const LONGEST_TEXT = 16 * 1024 * 1024

/** What reading takes that is too large to be always there. */
export interface DocumentMeans {
  /** See `loadPowerShell`. Without it, scripts are not understood. */
  readonly powerShell?: Parser
}

/**
 * Opens a text of any kind. Total: what cannot be understood has no mentions and no remarks.
 *
 * @param fileName the whole path or the last part of it: the kind is told by it, and by the text
 */
export function openDocument(
  fileName: string,
  text: string,
  { powerShell }: DocumentMeans,
  kind: DocumentKind = kindOf(fileName, text),
): OpenDocument {
  if (text.length > LONGEST_TEXT) return new WholeDocument('plain', text)
  if (kind === 'powershell' && powerShell) return new PowerShellDocument(powerShell, text)
  return new WholeDocument(kind, text)
}

/** A document that is read anew after every change: for kinds of text that are short, or cheap to read. */
class WholeDocument implements OpenDocument {
  readonly #kind: DocumentKind
  #text: string
  #reading: DocumentReading | undefined
  #parsed = 0

  constructor(kind: DocumentKind, text: string) {
    this.#kind = kind
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
    const read = READERS[this.#kind]
    if (read === undefined) return { kind: this.#kind, mentions: [], remarks: [] }
    const { parsed, ...reading } = read(this.#text)
    this.#parsed = parsed
    return { kind: this.#kind, ...reading }
  }
}
