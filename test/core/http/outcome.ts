import { HttpConnection, type HttpLimits } from '../../../shared/protocols/http/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import { fromLatin1, MemoryStream } from './memory-stream.ts'

/** An answer as plain data, or the code of what was wrong with it. */
export type Outcome =
  | { readonly error: string }
  | {
      readonly head: string
      readonly headers: readonly (readonly [string, string])[]
      readonly informational: readonly string[]
      readonly body: string
      readonly trailers: readonly (readonly [string, string])[]
      readonly reusable: boolean
    }

/** Under which circumstances an answer is read. Without an `ending` the peer finishes behind the answer. */
export interface Reading {
  readonly method?: string
  readonly limits?: Partial<HttpLimits>
  readonly ending?: 'finish' | 'break'
}

/** What the client makes of an answer that comes in these pieces. Rejects with what the client throws. */
export async function readAnswer(pieces: readonly Uint8Array[], reading: Reading = {}): Promise<Outcome> {
  const stream = new MemoryStream().send(...pieces)
  if (reading.ending === 'break') stream.breakOff()
  else stream.finish()
  const connection = new HttpConnection(stream, reading.limits)
  const response = await connection.send({ method: reading.method ?? 'GET', target: '/', headers: [] })
  const body = await response.body.readAll()
  return {
    head: `${response.version} ${response.status} ${response.reason}`,
    headers: response.headers.entries,
    informational: response.informational.map(({ status, reason }) => `${status} ${reason}`),
    body: String.fromCharCode(...body),
    trailers: response.body.trailers.entries,
    // What has come and was not read yet the connection cannot know of, but the next exchange would meet it first.
    reusable: connection.reusable && !stream.unread,
  }
}

/** The same, with a {@link ProtocolError} as its code. Any other error is thrown on. */
export async function outcomeOf(pieces: readonly Uint8Array[], reading: Reading = {}): Promise<Outcome> {
  try {
    return await readAnswer(pieces, reading)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    return { error: error.code }
  }
}

/** Every way of cutting the bytes once, and each byte alone. */
export function everyCut(bytes: Uint8Array): Uint8Array[][] {
  const once = Array.from(bytes, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)])
  return [...once, Array.from(bytes, (byte) => Uint8Array.of(byte))]
}

/** The outcome on which every cut of the answer agrees; a cut that disagrees is thrown. */
export async function outcomeHoweverCut(answer: string, reading: Reading = {}): Promise<Outcome> {
  const bytes = fromLatin1(answer)
  const whole = await outcomeOf([bytes], reading)
  for (const pieces of everyCut(bytes)) {
    const cut = await outcomeOf(pieces, reading)
    if (JSON.stringify(cut) !== JSON.stringify(whole)) {
      const sizes = pieces.map((piece) => piece.length).join('+')
      throw new Error(`cut as ${sizes}: ${JSON.stringify(cut)} instead of ${JSON.stringify(whole)}`)
    }
  }
  return whole
}
