import type { DocumentReading, OpenDocument, TextChange } from '../document.ts'
import { ignoredByComments, withoutIgnored } from '../ignored.ts'
import { judgeSettings } from '../rules/index.ts'
import { estateOf } from './estate.ts'
import { mentionsOf } from './mentions.ts'
import { readScript } from './script.ts'
import { Statements } from './statements.ts'
import type { Parser } from './syntax.ts'

export { loadPowerShell } from './load.ts'

/** A PowerShell script: after a change only the statements that it touched are parsed and read again. */
export class PowerShellDocument implements OpenDocument {
  readonly #statements: Statements
  #reading: DocumentReading | undefined

  /** @param parser one that was given the grammar of PowerShell, see {@link loadPowerShell} */
  constructor(parser: Parser, text: string) {
    this.#statements = new Statements(parser, text)
  }

  get reading(): DocumentReading {
    this.#reading ??= this.#read()
    return this.#reading
  }

  get parsed(): number {
    return this.reading && this.#statements.read
  }

  change(changes: readonly TextChange[]): void {
    for (const change of changes) this.#statements.change(change)
    this.#reading = undefined
  }

  close(): void {
    this.#statements.close()
  }

  #read(): DocumentReading {
    const script = readScript(this.#statements.text, this.#statements.current)
    const ignored = ignoredByComments(script.text, script.ignored)
    const remarks = withoutIgnored(judgeSettings(estateOf(script)), ignored)
    return { kind: 'powershell', mentions: mentionsOf(script), remarks, ignored }
  }
}
