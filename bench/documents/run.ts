/**
 * `npm run bench:documents`: what one edited line of a script of 10,000 costs, beside reading the whole script anew, as the
 * ratio of the two in the same run. Fails when the edit is not ahead.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { loadPowerShell, PowerShellDocument } from '../../shared/documents/powershell/index.ts'

const LINES = 10_000
const ROUNDS = 5

const inPackage = (path: string) =>
  readFile(fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url)))
const parser = await loadPowerShell({
  runtime: await inPackage('web-tree-sitter/web-tree-sitter.wasm'),
  grammar: await inPackage('tree-sitter-powershell/tree-sitter-powershell.wasm'),
})
const line = (n: number) =>
  `Set-EcpVirtualDirectory "EX${n}" -ExternalUrl "https://mail${n}.contoso.com/ecp"\n`
const text = Array.from({ length: LINES }, (_, n) => line(n)).join('')

function timed(work: () => number): { milliseconds: number; parsed: number } {
  const began = performance.now()
  const parsed = work()
  return { milliseconds: performance.now() - began, parsed }
}

const rounds = Array.from({ length: ROUNDS }, (_, round) => {
  const document = new PowerShellDocument(parser, text)
  const whole = timed(() => document.parsed)
  const start = text.indexOf(`mail${LINES / 2 + round}`)
  const edit = timed(() => {
    // Of another length: all that stands below it moves.
    document.change([{ range: { start, end: start + 4 }, text: 'webmail' }])
    return document.parsed
  })
  document.close()
  return { whole, edit }
})
const middle = (values: readonly number[]) =>
  values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0
const whole = middle(rounds.map((round) => round.whole.milliseconds))
const edit = middle(rounds.map((round) => round.edit.milliseconds))
console.log(`a script of ${LINES} lines, milliseconds (medians of ${ROUNDS} rounds)`)
console.log(`whole script   ${whole.toFixed(0).padStart(6)}   ${rounds[0]?.whole.parsed} statements parsed`)
console.log(`one line       ${edit.toFixed(0).padStart(6)}   ${rounds[0]?.edit.parsed} statement parsed`)
console.log(`ratio          ${(edit / whole).toFixed(2).padStart(6)}`)
if (edit >= whole) {
  console.error('bench:documents: an edit is not ahead of reading the whole script')
  process.exitCode = 1
}
