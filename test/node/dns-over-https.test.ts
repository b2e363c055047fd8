import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findClosedPort } from '../../lab/network/listeners.ts'
import { createNodePlatform } from '../../node/platform.ts'

const { askResolver } = createNodePlatform()
const patient = new AbortController().signal
const query = Uint8Array.from([0, 0, 1, 0])
const refusal = (code: string) => expect.objectContaining({ name: 'ProtocolError', code })

async function serveHttp(serve: RequestListener): Promise<URL> {
  const server = createServer(serve).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return new URL(`http://127.0.0.1:${address.port}/dns-query`)
}

const answering = (body: Uint8Array, type = 'application/dns-message', status = 200) =>
  serveHttp((_request, response) => response.writeHead(status, { 'content-type': type }).end(body))

describe('a query over HTTPS', () => {
  test('is posted as RFC 8484 has it, and the answer is given as it is', async () => {
    const seen: unknown[] = []
    const url = await serveHttp(async (request, response) => {
      const body = Buffer.concat(await request.toArray())
      const { method, headers } = request
      seen.push([method, request.url, headers['content-type'], headers.accept, body.toString('hex')])
      response
        .writeHead(200, { 'content-type': 'Application/DNS-Message; x=y' })
        .end(Buffer.from('beef', 'hex'))
    })
    const response = await askResolver(url, query, patient)
    expect(response).toEqual(Uint8Array.from([0xbe, 0xef]))
    expect(Object.getPrototypeOf(response)).toBe(Uint8Array.prototype)
    const type = 'application/dns-message'
    expect(seen).toEqual([['POST', '/dns-query', type, type, '00000100']])
  })

  test.each([
    ['text/html', 'dns.https-content-type'],
    ['application/dns-json', 'dns.https-content-type'],
    ['', 'dns.https-content-type'],
  ])('is not answered by a page of type %j', async (type, code) => {
    await expect(askResolver(await answering(query, type), query, patient)).rejects.toThrow(refusal(code))
  })

  test.each([204, 400, 403, 404, 415, 429, 500, 503])('is not answered by the status %d', async (status) => {
    const url = await answering(query, 'application/dns-message', status)
    await expect(askResolver(url, query, patient)).rejects.toThrow(refusal('dns.https-status'))
  })

  test.each([301, 302, 303, 307, 308])('follows no redirect (%d)', async (status) => {
    let visits = 0
    const elsewhere = await serveHttp((_request, response) => {
      visits += 1
      response.end()
    })
    const url = await serveHttp((_request, response) =>
      response.writeHead(status, { location: elsewhere.href }).end(),
    )
    await expect(askResolver(url, query, patient)).rejects.toThrow(refusal('dns.https-redirect'))
    expect(visits).toBe(0)
  })

  test('may have the longest answer that the DNS knows', async () => {
    expect(await askResolver(await answering(new Uint8Array(65535)), query, patient)).toHaveLength(65535)
  })

  test('is refused when the answer is one byte longer', async () => {
    const url = await answering(new Uint8Array(65536))
    await expect(askResolver(url, query, patient)).rejects.toThrow(refusal('dns.https-too-long'))
  })

  test('is refused when the answer never ends, and the resolver hears that nobody listens', async () => {
    const gone = Promise.withResolvers<void>()
    const url = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/dns-message' })
      const flood = () => {
        while (!response.destroyed && response.write(new Uint8Array(16384)));
      }
      response.on('drain', flood).on('close', gone.resolve)
      flood()
    })
    await expect(askResolver(url, query, patient)).rejects.toThrow(refusal('dns.https-too-long'))
    await gone.promise
  })

  test('fails, saying why, when nothing listens there', async () => {
    const url = await answering(query)
    url.port = String(await findClosedPort())
    await expect(askResolver(url, query, patient)).rejects.toMatchObject({
      code: 'dns.https-failed',
      message: expect.stringMatching(/ECONNREFUSED/),
    })
  })

  test('fails when the resolver hangs up, before the answer or within it', async () => {
    const before = await serveHttp((request) => request.socket.destroy())
    await expect(askResolver(before, query, patient)).rejects.toThrow(refusal('dns.https-failed'))
    const within = await serveHttp((request, response) => {
      response.writeHead(200, { 'content-type': 'application/dns-message', 'content-length': '100' })
      response.write(query, () => request.socket.destroy())
    })
    await expect(askResolver(within, query, patient)).rejects.toThrow(refusal('dns.https-failed'))
  })

  test('has timed out when the deadline passes, before the answer or within it', async () => {
    for (const headFirst of [false, true]) {
      const attempt = new AbortController()
      const url = await serveHttp((_request, response) => {
        if (headFirst) response.writeHead(200, { 'content-type': 'application/dns-message' }).flushHeaders()
        setTimeout(() => attempt.abort(new DOMException('too late', 'TimeoutError')), 20)
      })
      await expect(askResolver(url, query, attempt.signal)).rejects.toThrow(refusal('dns.timed-out'))
    }
  })

  test('was aborted when the caller gives up, before it begins or while it waits', async () => {
    const url = await serveHttp(() => attempt.abort())
    const attempt = new AbortController()
    await expect(askResolver(url, query, attempt.signal)).rejects.toThrow(refusal('dns.aborted'))
    await expect(askResolver(url, query, AbortSignal.abort())).rejects.toThrow(refusal('dns.aborted'))
  })

  test('sends no password, and repeats none in its error', async () => {
    const url = new URL('http://user:secret@127.0.0.1/dns-query')
    const failure = await askResolver(url, query, patient).catch((error: unknown) => error)
    expect(failure).toEqual(refusal('dns.https-failed'))
    expect(String(failure)).not.toContain('secret')
  })
})
