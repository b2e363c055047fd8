import { Uri, workspace } from 'vscode'
import { type DocumentKind, type DocumentMeans, loadPowerShell } from '../../shared/documents/index.ts'

/** What reading a kind of text takes. The grammar of PowerShell is loaded when the first script is opened. */
export class DocumentTools {
  readonly #extension: Uri
  #powerShell: Promise<DocumentMeans> | undefined

  constructor(extension: Uri) {
    this.#extension = extension
  }

  async meansFor(kind: DocumentKind): Promise<DocumentMeans> {
    if (kind !== 'powershell') return {}
    this.#powerShell ??= this.#load().catch((error) => {
      // The next script tries again.
      this.#powerShell = undefined
      throw error
    })
    return this.#powerShell
  }

  async #load(): Promise<DocumentMeans> {
    const file = (name: string) => workspace.fs.readFile(Uri.joinPath(this.#extension, name))
    const [runtime, grammar] = await Promise.all([
      file('web-tree-sitter.wasm'),
      file('tree-sitter-powershell.wasm'),
    ])
    return { powerShell: await loadPowerShell({ runtime, grammar }) }
  }
}
