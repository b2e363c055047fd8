import { ProtocolError } from '../protocol-error.ts'
import { type HeaderEntry, HttpHeaders, trimBlanks } from './headers.ts'
import { decodeLatin1 } from './latin1.ts'
import type { HttpLimits } from './limits.ts'
import type { HttpSource } from './source.ts'

/** Where headers stand decides how many may come and what is said when they are wrong. */
interface Section {
  readonly line: number
  readonly count: number
  readonly total: number
  readonly codes: {
    readonly bad: string
    readonly tooLong: string
    readonly tooMany: string
    readonly tooLarge: string
    readonly closed: string
  }
}

/**
 * Reads headers up to and with the empty line.
 *
 * Read as RFC 9112 allows a careful client: a bare line feed ends a line (section 2.2), a folded line is joined with one
 * space (section 5.2). Refused: a blank before the colon, a fold before the first header, a bare carriage return or a NUL,
 * since two readers could take such a line for two different things.
 *
 * @throws `http.bad-header`, `http.header-too-long`, `http.too-many-headers`, `http.headers-too-large`,
 *   `http.closed-in-headers`.
 */
export function readHeaders(source: HttpSource, limits: HttpLimits): Promise<HttpHeaders> {
  return readSection(source, {
    line: limits.headerLine,
    count: limits.headerCount,
    total: limits.headerBytes,
    codes: {
      bad: 'http.bad-header',
      tooLong: 'http.header-too-long',
      tooMany: 'http.too-many-headers',
      tooLarge: 'http.headers-too-large',
      closed: 'http.closed-in-headers',
    },
  })
}

/**
 * The same for what may follow the last chunk (RFC 9112 section 7.1.2).
 *
 * @throws `http.bad-trailer`, `http.trailer-too-long`, `http.too-many-trailers`, `http.trailers-too-large`,
 *   `http.closed-in-body`.
 */
export function readTrailers(source: HttpSource, limits: HttpLimits): Promise<HttpHeaders> {
  return readSection(source, {
    line: limits.trailerLine,
    count: limits.trailerCount,
    total: limits.trailerBytes,
    codes: {
      bad: 'http.bad-trailer',
      tooLong: 'http.trailer-too-long',
      tooMany: 'http.too-many-trailers',
      tooLarge: 'http.trailers-too-large',
      closed: 'http.closed-in-body',
    },
  })
}

async function readSection(source: HttpSource, section: Section): Promise<HttpHeaders> {
  const lines = await readLogicalLines(source, section)
  return new HttpHeaders(lines.map((line, index) => parseHeaderLine(line, index + 1, section)))
}

/** The lines up to the empty one, folded ones joined to the line that they continue. */
async function readLogicalLines(source: HttpSource, section: Section): Promise<string[]> {
  const { codes } = section
  const lines: LogicalLine[] = []
  let total = 0
  for (;;) {
    const { bytes, ending } = await source.line(section.line)
    if (ending === 'end') throw source.closed(codes.closed, 'the connection ended among the headers')
    if (ending === 'too-long') throw tooLong(section)
    if (bytes.length === 0) return lines.map(({ parts }) => parts.join(' '))
    total += bytes.length
    if (total > section.total)
      throw new ProtocolError(codes.tooLarge, `the headers hold more than ${section.total} bytes`)
    const text = decodeLatin1(bytes)
    if (/^[ \t]/.test(text)) {
      const continued = lines.at(-1)
      if (continued === undefined)
        throw new ProtocolError(codes.bad, 'the first header starts with a blank, as only a folded line may')
      fold(continued, trimBlanks(text))
      if (continued.length > section.line) throw tooLong(section)
    } else {
      if (lines.length === section.count)
        throw new ProtocolError(codes.tooMany, `there are more than ${section.count} headers`)
      const first = trimBlanks(text)
      lines.push({ parts: [first], length: first.length })
    }
  }
}

/** A line with what continues it, joined by single spaces once all has come: `length` is what that will be at most. */
interface LogicalLine {
  readonly parts: string[]
  length: number
}

function fold(line: LogicalLine, part: string): void {
  // A line of blanks alone adds nothing to the value, whose ends are trimmed.
  if (part === '') return
  line.parts.push(part)
  line.length += 1 + part.length
}

function parseHeaderLine(line: string, number: number, section: Section): HeaderEntry {
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(colon, 0))
  const value = trimBlanks(line.slice(colon + 1))
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name))
    throw new ProtocolError(section.codes.bad, `header ${number} is not a name, a colon and a value`)
  if (/[\0\r]/.test(value))
    throw new ProtocolError(section.codes.bad, `header ${number} holds a NUL or a bare carriage return`)
  return [name, value]
}

function tooLong(section: Section): ProtocolError {
  return new ProtocolError(section.codes.tooLong, `a header is longer than ${section.line} bytes`)
}
