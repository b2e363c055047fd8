import type { RequestBody } from '../message.ts'
import { type ByteReader, TooLong } from './byte-reader.ts'
import { Malformed, type RequestHead } from './request-head.ts'

/** More than any request to the lab has that is read at all. */
const MOST_OF_A_CHUNKED_BODY = 16 * 1024 * 1024

/** A request's body that is still on its way. */
export interface IncomingBody extends RequestBody {
  /** Is everything read that the head announces? */
  readonly complete: boolean
  /** Reads the rest and forgets it. */
  discard(): Promise<void>
}

/** The body after the head; `goOn` tells a client that waits for it to send it (RFC 9110 section 10.1.1). */
export function incomingBody(reader: ByteReader, head: RequestHead, goOn: () => void): IncomingBody {
  const { bodyLength: length } = head
  let content: Promise<Buffer | undefined> | undefined
  let complete = length === 0

  async function readAll(atMost: number): Promise<Buffer | undefined> {
    if (length !== 'chunked' && length > atMost) return undefined
    if (head.expectsContinue && !complete) goOn()
    const bytes = length === 'chunked' ? await readChunked(reader, atMost) : await reader.exactly(length)
    complete = true
    return bytes
  }

  async function* octets(): AsyncIterable<Buffer> {
    if (head.expectsContinue && !complete) goOn()
    if (length === 'chunked') yield* chunksOf(reader)
    else
      for (let left = length; left > 0; ) {
        const piece = await reader.some(left)
        left -= piece.length
        // Said before the piece is handed out: whoever takes the last one may not come back for more.
        if (left === 0) complete = true
        yield piece
      }
    complete = true
  }

  return {
    length,
    get complete() {
      return complete
    },
    octets,
    read(atMost) {
      content ??= readAll(atMost)
      return content
    },
    async discard() {
      if (complete) return
      if (length === 'chunked') await readChunked(reader, MOST_OF_A_CHUNKED_BODY)
      else await reader.skip(length)
      complete = true
    },
  }
}

async function readChunked(reader: ByteReader, atMost: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let total = 0
  for await (const chunk of chunksOf(reader)) {
    total += chunk.length
    if (total > atMost) throw new TooLong()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** RFC 9112 section 7.1. Trailers are read and dropped. */
async function* chunksOf(reader: ByteReader): AsyncGenerator<Buffer, void> {
  for (;;) {
    const line = (await reader.until('\r\n', 256)).toString('latin1')
    const [, digits] = /^([0-9a-fA-F]{1,8})[ \t]*(;.*)?$/.exec(line) ?? []
    if (digits === undefined) throw new Malformed('chunk size')
    const size = Number.parseInt(digits, 16)
    if (size === 0) break
    for (let left = size; left > 0; ) {
      const piece = await reader.some(left)
      left -= piece.length
      yield piece
    }
    if ((await reader.exactly(2)).toString('latin1') !== '\r\n') throw new Malformed('end of a chunk')
  }
  while ((await reader.until('\r\n', 1024)).length > 0);
}
