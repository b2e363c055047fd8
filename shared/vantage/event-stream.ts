/** One event of a stream of server-sent events. */
export interface ServerSentEvent {
  readonly id: string
  /** `message` where the stream names no type. */
  readonly type: string
  readonly data: string
}

/** More than any event of a run needs, and little enough to keep. */
const LONGEST_EVENT = 4 * 1024 * 1024

/** A stream of events that is longer than anybody may be made to remember, or is not text. */
export class EventStreamError extends Error {
  override readonly name = 'EventStreamError'
}

/**
 * Reads server-sent events from the bytes of a body, as the HTML standard has it (section 9.2.6): lines end
 * with LF, CR or both, `data` may have several lines, comments are passed over, and an event that the
 * stream breaks off in is none.
 *
 * @throws EventStreamError when an event is too long or the bytes are not UTF-8
 */
export async function* readEventStream(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  let event = new GrowingEvent()
  let id = ''
  for await (const line of readLines(body)) {
    if (line === '') {
      const finished = event.finish(id)
      if (finished) yield finished
      event = new GrowingEvent()
      continue
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'id') id = value
    else event.take(field, value)
  }
}

class GrowingEvent {
  #type = ''
  #length = 0
  readonly #data: string[] = []

  take(field: string, value: string): void {
    if (field === 'event') this.#type = value
    if (field !== 'data') return
    this.#length += value.length + 1
    if (this.#length > LONGEST_EVENT) throw tooLong()
    this.#data.push(value)
  }

  finish(id: string): ServerSentEvent | undefined {
    if (this.#data.length === 0) return undefined
    return { id, type: this.#type || 'message', data: this.#data.join('\n') }
  }
}

/** Whole lines alone: what follows the last line end is thrown away. */
async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
  // A CR at the end of a piece may be the first half of a line end.
  const lineEnd = /\r\n|\n|\r(?!$)/g
  let text = ''
  let searched = 0
  for await (const piece of body) {
    text += decode(decoder, piece)
    lineEnd.lastIndex = searched
    let start = 0
    for (let end = lineEnd.exec(text); end; end = lineEnd.exec(text)) {
      yield text.slice(start, end.index)
      start = lineEnd.lastIndex
    }
    text = text.slice(start)
    searched = Math.max(0, text.length - 1)
    if (text.length > LONGEST_EVENT) throw tooLong()
  }
  if (text.endsWith('\r')) yield text.slice(0, -1)
}

function decode(decoder: TextDecoder, piece: Uint8Array): string {
  try {
    return decoder.decode(piece, { stream: true })
  } catch (cause) {
    throw new EventStreamError('the stream of events is not UTF-8', { cause })
  }
}

function tooLong(): EventStreamError {
  return new EventStreamError(`an event of the stream has more than ${LONGEST_EVENT} characters`)
}
