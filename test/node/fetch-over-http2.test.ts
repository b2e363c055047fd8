import { once } from 'node:events'
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import { createServer as createHttp1Server } from 'node:https'
import type { Socket } from 'node:net'
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createNodePlatform } from '../../node/platform.ts'
import { selfSigned } from './self-signed.ts'

const patient = new AbortController().signal
const query = Uint8Array.from([0, 0, 1, 0])
const refusal = (code: string) => expect.objectContaining({ name: 'ProtocolError', code })
const identity = await selfSigned()
const stranger = await selfSigned()

beforeAll(() => {
  const known = getCACertificates('default')
  setDefaultCACertificates([...known, identity.cert])
  return () => setDefaultCACertificates(known)
})

interface Listening {
  listen(port: number, host: string): unknown
  close(): unknown
  address(): ReturnType<Http2SecureServer['address']>
}

async function urlOf(server: Listening): Promise<URL> {
  server.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server as Http2SecureServer, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return new URL(`https://127.0.0.1:${address.port}/dns-query?x=y`)
}

interface Served {
  readonly url: URL
  readonly sessions: readonly ServerHttp2Session[]
  readonly sockets: readonly Socket[]
}

/** A server that speaks HTTP/2 and nothing else, as several resolvers do. */
async function serveHttp2(
  serve: (stream: ServerHttp2Stream, path: string) => void,
  { key, cert } = identity,
): Promise<Served> {
  const [sessions, sockets]: [ServerHttp2Session[], Socket[]] = [[], []]
  const server = createSecureServer({ key, cert, allowHTTP1: false })
  server.on('connection', (socket) => sockets.push(socket))
  server.on('session', (session) => {
    sessions.push(session)
    session.on('error', () => {})
  })
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {})
    serve(stream, String(headers[':path']))
  })
  onTestFinished(() => {
    for (const session of sessions) session.destroy()
  })
  return { url: await urlOf(server), sessions, sockets }
}

function answer(stream: ServerHttp2Stream, body: Uint8Array, status = 200, type = 'application/dns-message') {
  stream.respond({ ':status': status, 'content-type': type })
  stream.end(body)
}

describe('a resolver that speaks HTTP/2 alone', () => {
  test('is asked with a POST to the path of its URL, and its answer is given as it is', async () => {
    const { askResolver } = createNodePlatform()
    const asked: unknown[] = []
    const { url } = await serveHttp2(async (stream, path) => {
      asked.push([path, Buffer.concat(await stream.toArray()).toString('hex')])
      answer(stream, Uint8Array.from([0xbe, 0xef]))
    })
    expect(await askResolver(url, query, patient)).toEqual(Uint8Array.from([0xbe, 0xef]))
    expect(asked).toEqual([['/dns-query?x=y', '00000100']])
  })

  test('is asked many times over one connection, also side by side', async () => {
    const { askResolver } = createNodePlatform()
    const { url, sessions } = await serveHttp2((stream) => answer(stream, query))
    await Promise.all(Array.from({ length: 20 }, () => askResolver(url, query, patient)))
    await askResolver(url, query, patient)
    expect(sessions).toHaveLength(1)
  })

  test.each([
    ['ended', ({ sessions: [first] }: Served) => first?.destroy()],
    ['lost', ({ sockets: [first] }: Served) => first?.resetAndDestroy()],
  ])('is asked over a new connection when the first was %s', async (_, interrupt) => {
    const { askResolver } = createNodePlatform()
    const served = await serveHttp2((stream) => answer(stream, query))
    await askResolver(served.url, query, patient)
    interrupt(served)
    // This end hears of it a turn later: until then a query may fail, as with any connection that breaks.
    await expect.poll(() => askResolver(served.url, query, patient)).toEqual(query)
    expect(served.sessions).toHaveLength(2)
  })

  test.each([
    [404, 'application/dns-message', 'dns.https-status'],
    [204, 'application/dns-message', 'dns.https-status'],
    [302, 'application/dns-message', 'dns.https-redirect'],
    [200, 'text/html', 'dns.https-content-type'],
  ])('is refused when it answers with %d and %s', async (status, type, code) => {
    const { url } = await serveHttp2((stream) => answer(stream, query, status, type))
    await expect(createNodePlatform().askResolver(url, query, patient)).rejects.toThrow(refusal(code))
  })

  test('is refused when its answer is too long', async () => {
    const { url } = await serveHttp2((stream) => answer(stream, new Uint8Array(65536)))
    await expect(createNodePlatform().askResolver(url, query, patient)).rejects.toThrow(
      refusal('dns.https-too-long'),
    )
  })

  test('fails when it ends the connection or the stream without an answer', async () => {
    const connection = await serveHttp2((stream) => stream.session?.destroy())
    const stream = await serveHttp2((stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM))
    for (const { url } of [connection, stream]) {
      await expect(createNodePlatform().askResolver(url, query, patient)).rejects.toThrow(
        refusal('dns.https-failed'),
      )
    }
  })

  test('is waited for until the caller gives up, while others go on', async () => {
    const { askResolver } = createNodePlatform()
    const attempt = new AbortController()
    const waiting = Promise.withResolvers<ServerHttp2Stream>()
    let count = 0
    const { url } = await serveHttp2((stream) => {
      count += 1
      if (count === 1) return waiting.resolve(stream)
      attempt.abort(new DOMException('too late', 'TimeoutError'))
      answer(stream, query)
    })
    const abandoned = expect(askResolver(url, query, attempt.signal)).rejects.toThrow(
      refusal('dns.timed-out'),
    )
    await waiting.promise
    expect(await askResolver(url, query, patient)).toEqual(query)
    await abandoned
  })

  test('is not believed with a certificate that nobody vouches for', async () => {
    const { url } = await serveHttp2((stream) => answer(stream, query), stranger)
    const failure = await createNodePlatform()
      .askResolver(url, query, patient)
      .catch((error: unknown) => error)
    expect(failure).toEqual(refusal('dns.https-failed'))
    expect(String(failure)).toMatch(/self-signed/)
  })

  test('is not believed with a certificate for another name', async () => {
    const { url } = await serveHttp2((stream) => answer(stream, query))
    url.hostname = 'localhost'
    await expect(createNodePlatform().askResolver(url, query, patient)).rejects.toThrow(
      refusal('dns.https-failed'),
    )
  })
})

describe('another resolver over HTTPS', () => {
  test('that speaks HTTP/1.1 alone is asked that way', async () => {
    const server = createHttp1Server(identity, (request, response) => {
      response.writeHead(200, { 'content-type': 'application/dns-message' }).end(request.httpVersion)
    })
    onTestFinished(() => server.closeAllConnections())
    const { askResolver } = createNodePlatform()
    const url = await urlOf(server)
    for (const _ of ['first', 'second']) {
      expect(new TextDecoder().decode(await askResolver(url, query, patient))).toBe('1.1')
    }
  })

  test('that never finishes the TLS handshake is left when the caller gives up', async () => {
    const attempt = new AbortController()
    const server = createTlsServer({ ...identity, SNICallback: () => attempt.abort() })
    const url = await urlOf(server)
    url.hostname = 'localhost'
    await expect(createNodePlatform().askResolver(url, query, attempt.signal)).rejects.toThrow(
      refusal('dns.aborted'),
    )
  })
})
