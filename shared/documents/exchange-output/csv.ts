import type { TextRange } from '../document.ts'
import { membersOf, type ShownObject } from './objects.ts'

interface Cell {
  readonly text: string
  readonly range: TextRange
}

const MOST_ROWS = 100_000

/** Reads what `Export-Csv` writes (RFC 4180), with a comma or a semicolon. */
export function readCsv(text: string): ShownObject[] {
  const [header, ...rows] = rowsOf(text, separatorOf(text))
  if (header === undefined) return []
  return rows.map((cells) => ({
    range: { start: cells[0]?.range.start ?? 0, end: cells.at(-1)?.range.end ?? 0 },
    properties: cells.flatMap((cell, position) => {
      const name = header[position]
      return name
        ? [{ name: name.text, nameRange: name.range, values: membersOf(cell.text), range: cell.range }]
        : []
    }),
  }))
}

function separatorOf(text: string): string {
  const [line = ''] = text.replace(/^#TYPE[^\n]*\n/, '').split('\n', 1)
  return line.split(';').length > line.split(',').length ? ';' : ','
}

function rowsOf(text: string, separator: string): Cell[][] {
  const rows: Cell[][] = []
  let row: Cell[] = []
  const end = () => {
    if (row.length > 1 || (row[0]?.text ?? '') !== '') rows.push(row)
    row = []
  }
  const cell = new RegExp(`"((?:[^"]|"")*)"?|([^${separator}"\\r\\n]+)|(${separator})|(\\r?\\n)`, 'g')
  const skipped = /^\uFEFF?(?:#TYPE[^\n]*\n)?/.exec(text)?.[0].length ?? 0
  let expectsCell = true
  for (const match of text.slice(skipped).matchAll(cell)) {
    if (rows.length >= MOST_ROWS) break
    const [piece, quoted, bare, comma] = match
    const at = skipped + match.index
    if (quoted !== undefined || bare !== undefined) {
      const lead = quoted === undefined ? 0 : 1
      const inner = quoted ?? bare ?? ''
      row.push({
        text: inner.replace(/""/g, '"'),
        range: { start: at + lead, end: at + lead + inner.length },
      })
      expectsCell = false
    } else {
      if (expectsCell && (comma !== undefined || row.length > 0))
        row.push({ text: '', range: { start: at, end: at } })
      expectsCell = true
      if (comma === undefined) end()
    }
    if (piece === '') break
  }
  end()
  return rows
}
