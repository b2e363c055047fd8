import { ProtocolError } from '../protocol-error.ts'
import { excerpt } from './excerpt.ts'
import { readHeaders } from './header-section.ts'
import type { HttpHeaders } from './headers.ts'
import { decodeLatin1, encodeLatin1 } from './latin1.ts'
import type { HttpLimits } from './limits.ts'
import type { HttpSource } from './source.ts'
import { parseStatusLine, type StatusLine } from './status-line.ts'

/** Status line and headers: all of a 1xx answer, and the beginning of every other one. */
export interface ResponseHead extends StatusLine {
  readonly headers: HttpHeaders
}

/**
 * Reads one head.
 *
 * @throws what {@link parseStatusLine} and {@link readHeaders} throw, and `http.closed-before-answer`,
 *   `http.closed-in-status-line`, `http.status-line-too-long`, `http.not-http`.
 */
export async function readResponseHead(source: HttpSource, limits: HttpLimits): Promise<ResponseHead> {
  await expectHttp(source)
  const { bytes, ending } = await source.line(limits.statusLine)
  if (ending === 'end') throw closedInStatusLine(source)
  if (ending === 'too-long')
    throw new ProtocolError(
      'http.status-line-too-long',
      `the status line is longer than ${limits.statusLine} bytes`,
    )
  return { ...parseStatusLine(decodeLatin1(bytes)), headers: await readHeaders(source, limits) }
}

const beginning = encodeLatin1('HTTP/')

/**
 * Refuses at the first byte that no HTTP answer has there: another protocol's greeting may have no line end, and its
 * server may wait for our answer.
 */
async function expectHttp(source: HttpSource): Promise<void> {
  for (;;) {
    const { pending } = source
    const compared = Math.min(pending.length, beginning.length)
    for (let at = 0; at < compared; at += 1) {
      if (pending[at] !== beginning[at])
        throw new ProtocolError('http.not-http', `the server does not speak HTTP: "${excerpt(pending)}"`)
    }
    if (compared === beginning.length) return
    if (await source.more()) continue
    if (pending.length > 0) throw closedInStatusLine(source)
    throw source.closed('http.closed-before-answer', 'the connection ended before any answer')
  }
}

function closedInStatusLine(source: HttpSource): ProtocolError {
  return source.closed('http.closed-in-status-line', 'the connection ended in the status line')
}
