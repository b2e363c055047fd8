import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { loadPowerShell } from '../../../../shared/documents/powershell/index.ts'

const inPackage = (path: string) =>
  readFile(fileURLToPath(new URL(`../../../../node_modules/${path}`, import.meta.url)))

/** A parser with the grammar of the development dependencies. */
export async function powerShellParser() {
  return loadPowerShell({
    runtime: await inPackage('web-tree-sitter/web-tree-sitter.wasm'),
    grammar: await inPackage('tree-sitter-powershell/tree-sitter-powershell.wasm'),
  })
}
