import { ProtocolError } from '../protocol-error.ts'
import type { Framing } from './framing.ts'
import { readTrailers } from './header-section.ts'
import { HttpHeaders } from './headers.ts'
import { decodeLatin1 } from './latin1.ts'
import type { HttpLimits } from './limits.ts'
import type { HttpSource } from './source.ts'

/** A body's bytes as they come, and at its end the trailers. */
export type BodyPieces = AsyncGenerator<Uint8Array, HttpHeaders, void>

const noTrailers = new HttpHeaders()

/**
 * The pieces of a body, by its framing. No piece is empty, and none spans two chunks.
 *
 * @throws `http.closed-in-body`; and in chunks `http.bad-chunk`, `http.chunk-line-too-long`, and what
 *   {@link readTrailers} throws.
 */
export function bodyPieces(source: HttpSource, framing: Framing, limits: HttpLimits): BodyPieces {
  if (framing.kind === 'chunked') return chunked(source, limits)
  if (framing.kind === 'until-close') return untilClose(source)
  return ofLength(source, framing.kind === 'length' ? framing.length : 0)
}

async function* ofLength(source: HttpSource, length: number): BodyPieces {
  let left = length
  while (left > 0) {
    const piece = await source.some(left)
    if (piece === null)
      throw source.closed('http.closed-in-body', `the connection ended ${left} bytes before the body did`)
    left -= piece.length
    yield piece
  }
  return noTrailers
}

async function* untilClose(source: HttpSource): BodyPieces {
  for (;;) {
    const piece = await source.some(Number.POSITIVE_INFINITY)
    if (piece === null && source.broken)
      throw source.closed('http.closed-in-body', 'the connection broke before the body had ended')
    if (piece === null) return noTrailers
    yield piece
  }
}

/** RFC 9112 section 7.1. Lines end in CR LF: the leave to take a bare LF is for start lines and headers alone. */
async function* chunked(source: HttpSource, limits: HttpLimits): BodyPieces {
  for (;;) {
    const size = parseChunkSize(await framingLine(source, limits.chunkLine))
    if (size === 0) return readTrailers(source, limits)
    yield* ofLength(source, size)
    await chunkEnd(source)
  }
}

async function framingLine(source: HttpSource, limit: number): Promise<string> {
  const { bytes, ending } = await source.line(limit)
  if (ending === 'end') throw source.closed('http.closed-in-body', 'the connection ended between two chunks')
  if (ending === 'too-long')
    throw new ProtocolError('http.chunk-line-too-long', `a chunk's first line is longer than ${limit} bytes`)
  if (ending === 'lf') throw badChunk('its first line does not end in CR LF')
  return decodeLatin1(bytes)
}

/** The size in front of a chunk. Extensions are passed over, as those that nobody agreed on are to be. */
function parseChunkSize(line: string): number {
  const digits = /^([0-9A-Fa-f]+)[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/.exec(line)?.[1]
  if (digits === undefined) throw badChunk('it does not start with its size in hexadecimal')
  const size = Number.parseInt(digits, 16)
  if (!Number.isSafeInteger(size)) throw badChunk('its size is beyond all reason')
  return size
}

async function chunkEnd(source: HttpSource): Promise<void> {
  const { bytes, ending } = await source.line(0)
  if (ending === 'end' && (bytes.length === 0 || (bytes.length === 1 && bytes[0] === 0x0d)))
    throw source.closed('http.closed-in-body', 'the connection ended behind a chunk')
  if (ending !== 'crlf') throw badChunk('its bytes are not followed by CR LF')
}

function badChunk(why: string): ProtocolError {
  return new ProtocolError('http.bad-chunk', `a chunk of the body cannot be read: ${why}`)
}
