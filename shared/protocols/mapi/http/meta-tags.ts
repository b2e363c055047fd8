import { concatBytes } from '../../bytes/index.ts'
import { type HeaderEntry, HttpHeaders } from '../../http/index.ts'
import { ProtocolError } from '../../protocol-error.ts'

/** Where a body's bytes come from: an HTTP answer's, chunked or not; `null` at its end. */
export interface BodySource {
  read(): Promise<Uint8Array | null>
}

export interface FramedBody {
  /** How often the server said that it is still at work. */
  readonly pending: number
  /** The additional headers behind DONE: what they say counts, also where the answer's own said otherwise. */
  readonly headers: HttpHeaders
  readonly body: Uint8Array
}

export interface FramingLimits {
  /** PENDINGs before it is given up: `mapi.http-pending`. One comes every 15 to 30 seconds. */
  readonly pending: number
  /** All lines together, in bytes: `mapi.http-framing`. */
  readonly lines: number
  /** `mapi.http-body-too-large` */
  readonly body: number
}

const DEFAULT_LIMITS: FramingLimits = { pending: 100, lines: 16 * 1024, body: 0x100000 }
const LONGEST_LINE = 4096
const LF = 0x0a

/**
 * Reads the body of a successful answer (MS-OXCMAPIHTTP section 2.2.7): PROCESSING, PENDING as long as it takes, DONE,
 * additional headers, a blank line, and the body proper. A PING may be answered by nothing at all.
 *
 * @throws ProtocolError `mapi.http-not-done`: it ends before DONE, as when the server died over it; `mapi.http-framing`:
 *   another line than these; `mapi.http-pending`, `mapi.http-body-too-large`, and whatever the source rejects with
 */
export async function readFramedBody(
  source: BodySource,
  { empty = false, ...limits }: Partial<FramingLimits> & { empty?: boolean } = {},
): Promise<FramedBody> {
  const { pending: mostPending, lines, body: longest } = { ...DEFAULT_LIMITS, ...limits }
  const reader = new LineReader(source, lines)
  let pending = 0
  for (let first = true; ; first = false) {
    const tag = await reader.line()
    if (tag === undefined && first && empty && reader.nothing)
      return { pending, headers: new HttpHeaders(), body: new Uint8Array() }
    if (tag === undefined) throw notDone()
    if (tag === 'DONE') break
    if (tag === 'PENDING') pending += 1
    else if (tag !== 'PROCESSING' || !first)
      throw badFraming('a line that is none of PROCESSING, PENDING, DONE')
    if (pending > mostPending)
      throw new ProtocolError(
        'mapi.http-pending',
        `the server said ${pending} times that it is still at work, and never came to an end`,
      )
  }
  const headers = await readHeaders(reader)
  return { pending, headers, body: await reader.rest(longest) }
}

async function readHeaders(reader: LineReader): Promise<HttpHeaders> {
  const entries: HeaderEntry[] = []
  for (;;) {
    const line = await reader.line()
    if (line === undefined) throw badFraming('it ends among the headers behind DONE')
    if (line === '') return new HttpHeaders(entries)
    const [, name, value] = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? []
    if (name === undefined || value === undefined) throw badFraming('a header behind DONE cannot be read')
    entries.push([name, value])
  }
}

/** Lines out of pieces, wherever the pieces end. */
class LineReader {
  readonly #source: BodySource
  #budget: number
  #pending: Uint8Array = new Uint8Array()
  #ended = false
  #received = 0

  constructor(source: BodySource, budget: number) {
    this.#source = source
    this.#budget = budget
  }

  /** Whether the source ended without a byte. */
  get nothing(): boolean {
    return this.#ended && this.#received === 0
  }

  /** The next line without its end; undefined when the source ends before it. */
  async line(): Promise<string | undefined> {
    let end = this.#pending.indexOf(LF)
    while (end < 0) {
      if (this.#pending.length > LONGEST_LINE) throw badFraming(`a line of more than ${LONGEST_LINE} bytes`)
      const searched = this.#pending.length
      if (!(await this.#more())) return undefined
      const found = this.#pending.subarray(searched).indexOf(LF)
      end = found < 0 ? -1 : searched + found
    }
    const bytes = this.#pending.subarray(0, end)
    this.#pending = this.#pending.subarray(end + 1)
    this.#budget -= bytes.length + 1
    if (this.#budget < 0) throw badFraming('more lines than any server writes')
    return String.fromCharCode(...bytes.subarray(0, LONGEST_LINE)).replace(/\r$/, '')
  }

  async rest(longest: number): Promise<Uint8Array> {
    const parts = [this.#pending]
    let length = this.#pending.length
    for (;;) {
      if (length > longest)
        throw new ProtocolError('mapi.http-body-too-large', `the answer holds more than ${longest} bytes`)
      const piece = this.#ended ? null : await this.#source.read()
      if (piece === null) return concatBytes(...parts)
      parts.push(piece)
      length += piece.length
    }
  }

  async #more(): Promise<boolean> {
    const piece = this.#ended ? null : await this.#source.read()
    if (piece === null) {
      this.#ended = true
      return false
    }
    this.#received += piece.length
    this.#pending = concatBytes(this.#pending, piece)
    return true
  }
}

function notDone(): ProtocolError {
  return new ProtocolError(
    'mapi.http-not-done',
    'the answer ends before DONE: the server gave up while it was at work',
  )
}

function badFraming(why: string): ProtocolError {
  return new ProtocolError('mapi.http-framing', `the answer cannot be read: ${why}`)
}
