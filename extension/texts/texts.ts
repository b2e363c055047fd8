import {
  type Disposable,
  type Event,
  EventEmitter,
  Range,
  type TextDocument,
  type TextDocumentChangeEvent,
  workspace,
} from 'vscode'
import {
  type DocumentMeans,
  type DocumentReading,
  kindOf,
  type OpenDocument,
  openDocument,
  type TextRange,
} from '../../shared/documents/index.ts'

/** Typing goes on for a while before anybody looks. */
const PAUSE_MS = 150

/** The texts that are open in the editor and of a kind that is understood, each kept read. */
export class Texts implements Disposable {
  readonly #open = new Map<string, OpenDocument>()
  readonly #changed = new EventEmitter<TextDocument>()
  readonly #pauses = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #subscriptions: Disposable[]
  readonly #failed: (error: unknown) => void
  readonly #meansFor: (kind: DocumentReading['kind']) => Promise<DocumentMeans>

  /** A text was read for the first time, or anew. */
  readonly onDidRead: Event<TextDocument> = this.#changed.event

  constructor(
    failed: (error: unknown) => void,
    meansFor: (kind: DocumentReading['kind']) => Promise<DocumentMeans>,
  ) {
    this.#failed = failed
    this.#meansFor = meansFor
    this.#subscriptions = [
      workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      workspace.onDidCloseTextDocument((document) => this.#drop(document)),
      workspace.onDidChangeTextDocument((change) => this.#follow(change)),
    ]
    for (const document of workspace.textDocuments) this.#opened(document)
  }

  /** What the text says, when it is of a kind that is understood. */
  reading(document: TextDocument): DocumentReading | undefined {
    return this.#open.get(document.uri.toString())?.reading
  }

  /** All texts that are understood and open. */
  get documents(): readonly TextDocument[] {
    return workspace.textDocuments.filter(({ uri }) => this.#open.has(uri.toString()))
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose()
    for (const pause of this.#pauses.values()) clearTimeout(pause)
    for (const open of this.#open.values()) open.close()
    this.#open.clear()
    this.#changed.dispose()
  }

  #opened(document: TextDocument): void {
    this.#take(document).catch(this.#failed)
  }

  async #take(document: TextDocument): Promise<void> {
    const kind = kindOfDocument(document)
    if (kind === 'plain') return
    const means = await this.#meansFor(kind)
    const key = document.uri.toString()
    if (document.isClosed || this.#open.has(key)) return
    this.#open.set(key, openDocument(document.fileName, document.getText(), means, kind))
    this.#changed.fire(document)
  }

  #drop({ uri }: TextDocument): void {
    const key = uri.toString()
    this.#open.get(key)?.close()
    this.#open.delete(key)
    clearTimeout(this.#pauses.get(key))
  }

  #follow({ document, contentChanges }: TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return
    const key = document.uri.toString()
    const open = this.#open.get(key)
    if (open === undefined) {
      this.#opened(document)
      return
    }
    // The editor gives them from the end of the text to its beginning, all in terms of the text as it was before.
    open.change(
      contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
        range: { start: rangeOffset, end: rangeOffset + rangeLength },
        text,
      })),
    )
    clearTimeout(this.#pauses.get(key))
    this.#pauses.set(
      key,
      setTimeout(() => this.#changed.fire(document), PAUSE_MS),
    )
  }
}

function kindOfDocument(document: TextDocument): DocumentReading['kind'] {
  if (document.uri.scheme === 'output' || document.uri.scheme === 'git') return 'plain'
  if (document.languageId === 'powershell') return 'powershell'
  return kindOf(document.fileName, document.getText())
}

/** Where a stretch of a text is, as the editor counts. */
export function rangeIn(document: TextDocument, { start, end }: TextRange): Range {
  return new Range(document.positionAt(start), document.positionAt(end))
}
