import { Language, Parser } from 'web-tree-sitter'

/** The bytes of two modules of WebAssembly: tree-sitter's own, and the grammar of PowerShell. */
export interface PowerShellModules {
  readonly runtime: Uint8Array
  readonly grammar: Uint8Array
}

/** Makes a parser of PowerShell, wherever WebAssembly runs. */
export async function loadPowerShell({ runtime, grammar }: PowerShellModules): Promise<Parser> {
  await Parser.init({ wasmBinary: runtime })
  const parser = new Parser()
  parser.setLanguage(await Language.load(grammar))
  return parser
}
