import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2'
import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { FetchQuery } from '../shared/protocols/dns/index.ts'

/** How long a connection may take to come about, and how long one that nobody uses stays open. */
const PATIENCE = 10_000

/**
 * What `fetch` is for DNS over HTTPS, also with resolvers that speak HTTP/2 alone, the version that RFC 8484
 * section 5.2 recommends: Node's own `fetch` speaks HTTP/1.1 (so far as Node 24). With `http:` URLs, and with
 * servers that do not choose HTTP/2 in the TLS handshake, it is Node's own.
 *
 * Queries to one resolver share a connection, which keeps the process alive only while something is asked.
 */
export function createHttp2Fetch(): FetchQuery {
  const connections = new Map<string, Promise<FetchQuery>>()

  function connectionTo(url: URL): Promise<FetchQuery> {
    const known = connections.get(url.origin)
    if (known !== undefined) return known
    const forget = () => void connections.delete(url.origin)
    const opening = openConnection(url, forget)
    connections.set(url.origin, opening)
    opening.catch(forget)
    return opening
  }

  return async (url, init) => {
    if (url.protocol !== 'https:') return fetch(url, init)
    const fetchThere = await unlessAborted(connectionTo(url), init.signal)
    return fetchThere(url, init)
  }
}

async function openConnection(url: URL, onUnusable: () => void): Promise<FetchQuery> {
  const socket = await openTls(url)
  if (socket.alpnProtocol !== 'h2') {
    socket.destroy()
    return fetch
  }
  const session = connectHttp2(url.origin, { createConnection: () => socket })
  // Each query tells of its own failure; that of the connection itself must not end the process.
  session.on('error', () => {})
  session.on('goaway', onUnusable)
  session.on('close', onUnusable)
  session.setTimeout(PATIENCE, () => {
    onUnusable()
    session.close()
  })
  session.unref()
  return fetchOver(session)
}

function openTls(url: URL): Promise<TLSSocket> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>()
  const socket = connectTls({
    host,
    port: Number(url.port || 443),
    ALPNProtocols: ['h2', 'http/1.1'],
    ...(isIP(host) === 0 && { servername: host }),
  })
  socket.once('secureConnect', () => resolve(socket))
  socket.on('error', reject)
  socket.setTimeout(PATIENCE, () => socket.destroy(new Error('no TLS connection within the time allowed')))
  return promise.finally(() => socket.setTimeout(0))
}

function fetchOver(session: ClientHttp2Session): FetchQuery {
  let pending = 0
  return (url, { method, headers, body, signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    const path = `${url.pathname}${url.search}`
    const stream = session.request({ ':method': method, ':path': path, ...headers }, { signal })
    pending += 1
    session.ref()
    stream.on('response', (head) => {
      const status = head[':status'] ?? 0
      const contentType = head['content-type'] ?? ''
      const isAnswer = status === 200
      resolve(
        new Response(isAnswer ? (Readable.toWeb(stream) as ReadableStream) : null, {
          status,
          headers: { 'content-type': contentType },
        }),
      )
      if (!isAnswer) stream.close()
    })
    stream.on('error', reject)
    stream.on('close', () => {
      pending -= 1
      if (pending === 0) session.unref()
      reject(new Error('the connection ended before there was an answer'))
    })
    stream.end(body)
    return promise
  }
}

/** Others may wait for the same connection: who gives up leaves it to them. */
function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', onAbort))
}
