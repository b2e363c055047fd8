import type { OutgoingHttpHeaders } from 'node:http'
import type { DnsInternet } from './internet.ts'
import { RCODES, readQuery } from './wire.ts'
import { writeReply } from './write-message.ts'
import type { ResolverName } from './zone.ts'

const MEDIA_TYPE = 'application/dns-message'
const LONGEST_MESSAGE = 65_535

/** What a request of HTTP/1.1 and one of HTTP/2 have in common in Node. */
interface Request extends AsyncIterable<Uint8Array> {
  readonly method?: string
  readonly url?: string
  readonly headers: { readonly 'content-type'?: string }
}

interface Response {
  writeHead(status: number, headers: OutgoingHttpHeaders): unknown
  end(body: Uint8Array): unknown
}

/**
 * A resolver's side of DNS over HTTPS (RFC 8484): POST with the message as body, GET with it in `dns`.
 * `asked` is told each name that is asked for.
 */
export function dohHandler(internet: DnsInternet, resolver: ResolverName, asked: (name: string) => void) {
  return async (request: Request, response: Response): Promise<void> => {
    const message = await readMessage(request)
    if (typeof message === 'number') {
      answer(response, message)
      return
    }
    const query = readQuery(message)
    if (query === undefined) {
      answer(response, 400)
      return
    }
    asked(query.name)
    const resolution = query.class === 1 ? internet.resolve(resolver, query) : { rcode: RCODES.REFUSED }
    if (resolution === 'silence') return

    // RFC 8484 section 5.1: fresh for no longer than the shortest-lived record.
    const ttls = [...(resolution.answers ?? []), ...(resolution.authorities ?? [])].map(({ ttl }) => ttl)
    answer(response, 200, writeReply(query, resolution), Math.min(...ttls, 300))
  }
}

/** The DNS message of a request, or the status that refuses it. */
async function readMessage(request: Request): Promise<Uint8Array | number> {
  if (request.method === 'GET') {
    const encoded = URL.parse(request.url ?? '', 'https://resolver.invalid')?.searchParams.get('dns')
    return encoded ? Buffer.from(encoded, 'base64url') : 400
  }
  if (request.method !== 'POST') return 405
  if (request.headers['content-type'] !== MEDIA_TYPE) return 415
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for await (const part of request) {
      length += part.length
      if (length > LONGEST_MESSAGE) return 413
      parts.push(part)
    }
  } catch {
    // The client went away in the middle of its question.
    return 400
  }
  return Buffer.concat(parts)
}

function answer(response: Response, status: number, body: Uint8Array = new Uint8Array(), maxAge = 0): void {
  response.writeHead(status, {
    'content-length': body.length,
    ...(body.length > 0 && { 'content-type': MEDIA_TYPE, 'cache-control': `max-age=${maxAge}` }),
  })
  response.end(body)
}
