import { ProtocolError } from '../protocol-error.ts'
import { abandoned } from './abandoned.ts'
import { LONGEST_MESSAGE } from './message.ts'

const MEDIA_TYPE = 'application/dns-message'

/** As much of `fetch` as a query needs, so that a platform may bring another one than the runtime's. */
export type FetchQuery = (
  url: URL,
  init: {
    readonly method: 'POST'
    readonly headers: Readonly<Record<string, string>>
    readonly body: Uint8Array<ArrayBuffer>
    readonly redirect: 'manual'
    readonly signal: AbortSignal
  },
) => Promise<Response>

/**
 * Posts a query to a DNS over HTTPS resolver (RFC 8484) with the runtime's `fetch`, or the one given: what the
 * platforms' `askResolver` does. The body is held to the longest DNS message.
 *
 * Throws a {@link ProtocolError}: `dns.https-redirect` (none is followed: the resolver is the one that was
 * configured), `dns.https-status`, `dns.https-content-type`, `dns.https-too-long`, `dns.https-failed` when
 * there was no answer at all, `dns.timed-out` and `dns.aborted` when `signal` fired.
 */
export async function postQuery(
  url: URL,
  query: Uint8Array,
  signal: AbortSignal,
  fetchQuery: FetchQuery = fetch,
): Promise<Uint8Array> {
  if (url.username !== '' || url.password !== '') {
    throw new ProtocolError('dns.https-failed', "expected a resolver's URL without user name and password")
  }
  let response: Response | undefined
  try {
    response = await fetchQuery(url, {
      method: 'POST',
      headers: { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE },
      body: Uint8Array.from(query),
      redirect: 'manual', // workerd does not know `error`
      signal,
    })
    checkHead(response)
    return await readBody(response)
  } catch (error) {
    if (error instanceof ProtocolError) throw error
    if (signal.aborted) throw abandoned(signal)
    throw new ProtocolError('dns.https-failed', `no answer over HTTPS: ${detailOf(error)}`, { cause: error })
  } finally {
    // Without it the connection would wait for somebody to read what was refused.
    if (response?.body && !response.bodyUsed) await response.body.cancel().catch(() => {})
  }
}

function checkHead({ status, headers }: Response): void {
  // A browser hides the status of a redirect that it was told not to follow.
  if (status === 0 || (status >= 300 && status < 400)) {
    throw new ProtocolError('dns.https-redirect', 'the resolver redirects to another URL')
  }
  if (status !== 200) throw new ProtocolError('dns.https-status', `the resolver answers with HTTP ${status}`)
  const mediaType = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== MEDIA_TYPE) {
    throw new ProtocolError('dns.https-content-type', `expected ${MEDIA_TYPE}, got another media type`)
  }
}

async function readBody(response: Response): Promise<Uint8Array> {
  const message = new Uint8Array(LONGEST_MESSAGE)
  let length = 0
  for await (const chunk of response.body ?? []) {
    if (length + chunk.length > LONGEST_MESSAGE) {
      throw new ProtocolError('dns.https-too-long', `the answer is longer than ${LONGEST_MESSAGE} bytes`)
    }
    message.set(chunk, length)
    length += chunk.length
  }
  return message.slice(0, length)
}

/** What the runtime says of a `fetch` that failed: Node hides it in the cause. */
function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the runtime does not tell why'
  return error.cause instanceof Error ? error.cause.message || error.message : error.message
}
