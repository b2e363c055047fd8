import type { TextRange } from '../document.ts'
import type { Ignored } from '../ignored.ts'

/** A word of a zone file, and where it stands. */
export interface Word {
  readonly text: string
  readonly range: TextRange
}

/** A record, with its owner as an absolute name in lower case without the last dot (RFC 1035 section 5.1). */
export interface ZoneFileRecord {
  readonly owner: string
  /** Where the owner is written; absent where it is left out, and the record before has it. */
  readonly ownerRange?: TextRange
  readonly type: string
  readonly data: readonly Word[]
  readonly range: TextRange
}

/** What a zone file says. */
export interface ZoneFile {
  /** The name of the zone: where its SOA stands, or its first `$ORIGIN`. */
  readonly name?: string
  readonly records: readonly ZoneFileRecord[]
  /** Whether it goes on in another file: what is missing here may stand there. */
  readonly includes: boolean
  readonly ignored: readonly Ignored[]
  /** Makes a name as the file writes it absolute, at the origin that counts at a place of the text. */
  absolute(word: Word): string
}

const TYPES = new Set(
  'A AAAA CAA CNAME DNAME DNSKEY DS HTTPS LOC MX NAPTR NS NSEC NSEC3 NSEC3PARAM PTR RRSIG SOA SPF SRV SSHFP SVCB TLSA TXT URI'.split(
    ' ',
  ),
)
const LONGEST_NAME = 255
const MOST_RECORDS = 200_000

/** Reads a zone file. Total: a line that is none of one is passed over. */
export function readZone(text: string): ZoneFile {
  const { lines, ignored } = tokenize(text)
  const origins: { from: number; name: string }[] = []
  const records: ZoneFileRecord[] = []
  let origin = ''
  let owner = ''
  let includes = false
  for (const { words, indented } of lines) {
    const [first, second] = words
    if (first === undefined || records.length >= MOST_RECORDS) continue
    if (first.text.startsWith('$')) {
      const directive = first.text.toUpperCase()
      if (directive === '$ORIGIN' && second) {
        origin = absolute(second.text, origin)
        origins.push({ from: first.range.start, name: origin })
      }
      if (directive === '$INCLUDE') includes = true
      continue
    }
    const rest = indented ? words : words.slice(1)
    if (!indented) owner = first.text === '@' ? origin : absolute(first.text, origin)
    const at = typeAt(rest)
    const type = rest[at]
    if (at < 0 || type === undefined) continue
    if (type.text.toUpperCase() === 'SOA' && origin === '') {
      origin = owner
      origins.push({ from: 0, name: origin })
    }
    records.push({
      owner,
      ...(!indented && { ownerRange: first.range }),
      type: type.text.toUpperCase(),
      data: rest.slice(at + 1),
      range: { start: first.range.start, end: words.at(-1)?.range.end ?? first.range.end },
    })
  }
  const name = records.find(({ type }) => type === 'SOA')?.owner ?? origins[0]?.name
  return {
    ...(name !== undefined && name !== '' && { name }),
    records,
    includes,
    ignored,
    absolute({ text: written, range }) {
      const current = origins.findLast(({ from }) => from <= range.start)?.name ?? origins[0]?.name ?? ''
      return written === '@' ? current : absolute(written, current)
    },
  }
}

function absolute(name: string, origin: string): string {
  const lower = name.toLowerCase().slice(0, LONGEST_NAME)
  if (lower.endsWith('.')) return lower.slice(0, -1)
  return origin === '' ? lower : `${lower}.${origin}`
}

/** TTL and class come in any order, or not at all, before the type. */
function typeAt(words: readonly Word[]): number {
  for (const [position, { text }] of words.slice(0, 3).entries()) {
    if (TYPES.has(text.toUpperCase())) return position
    if (!/^(?:\d+[smhdw]?\w*|IN|CH|HS|CS)$/i.test(text)) return -1
  }
  return -1
}

interface Line {
  readonly words: readonly Word[]
  /** Whether it begins with a space: then the owner is that of the record before. */
  readonly indented: boolean
}

/** Words by lines, where brackets make one line of several; without comments. */
function tokenize(text: string): { lines: Line[]; ignored: Ignored[] } {
  const token = /"(?:\\.|[^"\\\n])*"?|;[^\n]*|[()]|\r?\n|[ \t]+|(?:\\.|[^\s"();])+|./gsu
  const lines: Line[] = []
  const ignored: Ignored[] = []
  let words: Word[] = []
  let depth = 0
  let indented = false
  let lineStart = true
  const end = () => {
    if (words.length > 0) lines.push({ words, indented })
    words = []
    lineStart = true
  }
  for (const { 0: piece, index } of text.matchAll(token)) {
    const range = { start: index, end: index + piece.length }
    if (piece.startsWith(';')) {
      const [, code] = /^;[ \t]*outpost-ignore[ \t]+([a-z0-9-]+)/.exec(piece) ?? []
      if (code !== undefined) ignored.push({ code, range })
      continue
    }
    if (piece === '\n' || piece === '\r\n') {
      if (depth === 0) end()
      continue
    }
    if (piece === '(') depth += 1
    else if (piece === ')') depth = Math.max(0, depth - 1)
    else if (/^[ \t]+$/.test(piece)) {
      if (lineStart && depth === 0 && words.length === 0) indented = true
    } else {
      if (lineStart && words.length === 0 && !(index > 0 && /[ \t]/.test(text[index - 1] ?? '')))
        indented = false
      words.push({ text: piece, range })
    }
    lineStart = false
  }
  end()
  return { lines, ignored }
}
