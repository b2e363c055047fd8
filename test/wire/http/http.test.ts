import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { platform } from '#platform'
import {
  HttpConnection,
  type HttpRequest,
  type HttpResponse,
  parseChallenges,
} from '../../../shared/protocols/http/index.ts'

const { node, raw } = inject('httpServers')
const patient = new AbortController().signal
const host = ['Host', 'mail.contoso.test'] as const
const bytes = (text: string) => new TextEncoder().encode(text)
const text = (read: Uint8Array | null) => (read === null ? null : new TextDecoder().decode(read))
const textOf = async ({ body }: HttpResponse) => text(await body.readAll())

/** A connection to one of the servers, closed when the test is over. */
async function connectTo(port: number): Promise<HttpConnection> {
  const stream = await platform.connect({ address: '127.0.0.1', port }, patient)
  onTestFinished(() => stream.close())
  return new HttpConnection(stream)
}

function get(target: string): HttpRequest {
  return { method: 'GET', target, headers: [host] }
}

/** The answer of the server that says what it is told. */
async function told(action: 'finish' | 'reset' | 'stay', answer: string): Promise<string | null> {
  const connection = await connectTo(raw)
  const response = await connection.send(get(`/${action}/${encodeURIComponent(answer)}`))
  return textOf(response)
}

describe("with Node's HTTP server", () => {
  test('many requests go over one connection', async () => {
    const connection = await connectTo(node)
    for (const count of ['1', '2', '3', '4'])
      expect(await textOf(await connection.send(get('/count')))).toBe(count)
    expect(connection.reusable).toBe(true)
  })

  test('a large body goes up and comes back, and the Host is the one that was given', async () => {
    const connection = await connectTo(node)
    const body = Uint8Array.from({ length: 700_000 }, (_, at) => at % 251)
    const response = await connection.send({
      method: 'POST',
      target: '/echo',
      headers: [['Host', 'any.host.test:1']],
      body,
    })
    expect(response.headers.first('x-host')).toBe('any.host.test:1')
    const returned = await response.body.readAll()
    expect(returned.length).toBe(body.length)
    expect(returned.every((byte, at) => byte === at % 251)).toBe(true)
    expect(connection.reusable).toBe(true)
  })

  test('a body beyond every buffer is read to its last byte', async () => {
    const connection = await connectTo(node)
    const { body } = await connection.send(get('/large'))
    let length = 0
    for (let piece = await body.read(); piece !== null; piece = await body.read()) length += piece.length
    expect(length).toBe(4_000_000)
    expect(connection.reusable).toBe(true)
  })

  test('chunks and trailers are read', async () => {
    const connection = await connectTo(node)
    const response = await connection.send(get('/chunks'))
    expect(await textOf(response)).toBe('PROCESSING\r\nDONE\r\n')
    expect(response.body.trailers.first('x-elapsedtime')).toBe('12')
    expect(connection.reusable).toBe(true)
  })

  test('a body may end with the connection', async () => {
    const connection = await connectTo(node)
    const response = await connection.send(get('/until-close'))
    expect(response.body.framing).toEqual({ kind: 'until-close' })
    expect(await textOf(response)).toBe('to the end')
    expect(connection.reusable).toBe(false)
  })

  test('answers without a body keep the connection', async () => {
    const connection = await connectTo(node)
    for (const [method, target, status] of [
      ['HEAD', '/large', 200],
      ['GET', '/empty', 204],
      ['GET', '/unchanged', 304],
    ] as const) {
      const response = await connection.send({ method, target, headers: [host] })
      expect(response.status).toBe(status)
      expect(await textOf(response)).toBe('')
      expect(connection.reusable).toBe(true)
    }
  })

  test('each way of signing in that is offered is seen', async () => {
    const connection = await connectTo(node)
    const response = await connection.send(get('/challenges'))
    const offered = response.headers.all('WWW-Authenticate')
    expect(offered).toEqual(['Negotiate', 'NTLM', 'Basic realm="mail, contoso"'])
    expect(parseChallenges(offered).map(({ scheme }) => scheme)).toEqual(['Negotiate', 'NTLM', 'Basic'])
  })

  test('provisional answers are kept apart from the final one', async () => {
    const connection = await connectTo(node)
    const response = await connection.send(get('/hints'))
    expect(response.informational.map(({ status }) => status)).toEqual([103, 102])
    expect(response.informational[0]?.headers.first('link')).toBe('</style.css>; rel=preload')
    expect(await textOf(response)).toBe('ok')
  })

  test('a body is sent when the server says 100, and not when it refuses', async () => {
    const post = { method: 'POST', headers: [host, ['Expect', '100-continue']], body: bytes('body') } as const
    const welcome = await connectTo(node)
    const response = await welcome.send({ ...post, target: '/echo' })
    expect(response.informational.map(({ status }) => status)).toEqual([100])
    expect(await textOf(response)).toBe('body')
    expect(welcome.reusable).toBe(true)

    const unwelcome = await connectTo(node)
    const refusal = await unwelcome.send({ ...post, target: '/unauthorized' })
    expect(refusal).toMatchObject({ status: 401, informational: [] })
    expect(unwelcome.reusable).toBe(false)
  })
})

describe("with a server of RPC's methods", () => {
  test('an IN and an OUT channel carry bytes side by side, and neither ever ends', async () => {
    const target = `/relay/${crypto.randomUUID()}`
    const out = await connectTo(raw)
    const answer = await out.send({
      method: 'RPC_OUT_DATA',
      target,
      headers: [host, ['Content-Length', '4']],
      body: bytes('open'),
    })
    expect(answer).toMatchObject({ status: 200, reason: 'Success' })
    const channel = (await connectTo(raw)).open({
      method: 'RPC_IN_DATA',
      target,
      headers: [host, ['Content-Length', '1073741824']],
    })
    for (const pdu of ['one', 'two', 'three', 'four']) {
      await channel.write(bytes(pdu))
      expect(text(await answer.body.read())).toBe(pdu)
    }
  })

  test('a refusal in the middle of an endless body is seen while it is written', async () => {
    const channel = (await connectTo(raw)).open({
      method: 'RPC_IN_DATA',
      target: '/refuse-after/100000',
      headers: [host, ['Content-Length', '1073741824']],
    })
    let refused = false
    const response = channel.response.then((answer) => {
      refused = true
      return answer
    })
    while (!refused) {
      await channel.write(new Uint8Array(10_000))
      // As an RPC client writes: the runtime gets a turn between two writes.
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    expect(await response).toMatchObject({ status: 401 })
    await channel.write(new Uint8Array(10_000))
  })

  test('a refusal is seen when only the head of an endless body was sent', async () => {
    const channel = (await connectTo(raw)).open({
      method: 'RPC_IN_DATA',
      target: '/refuse-after/0',
      headers: [host, ['Content-Length', '1073741824']],
    })
    expect(await channel.response).toMatchObject({ status: 401 })
  })
})

describe('with a server that says what it is told', () => {
  test('an RPC error in the status line is read', async () => {
    const connection = await connectTo(raw)
    const answer = 'HTTP/1.0 503 RPC Error: 6ba\r\n\r\nRPC EEInfo:AQID'
    const response = await connection.send(get(`/finish/${encodeURIComponent(answer)}`))
    expect(response).toMatchObject({ version: '1.0', status: 503, reason: 'RPC Error: 6ba' })
    expect(await textOf(response)).toBe('RPC EEInfo:AQID')
  })

  test.each([
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['an RPC endpoint', 'ncacn_http/1.0'],
    ['TLS', '\x15\x03\x01\x00\x02\x02\x0a'],
  ])('%s is told from HTTP at once, though the connection stays open', async (_, greeting) => {
    await expect(told('stay', greeting)).rejects.toMatchObject({ code: 'http.not-http' })
  })

  test.each([
    ['', 'http.closed-before-answer'],
    ['HTTP/1.1 20', 'http.closed-in-status-line'],
    ['HTTP/1.1 200 OK\r\nServer: x\r\n', 'http.closed-in-headers'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc', 'http.closed-in-body'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n', 'http.closed-in-body'],
  ])('an end after %j says where it came, finished or reset', async (answer, code) => {
    await expect(told('finish', answer)).rejects.toMatchObject({ code })
    await expect(told('reset', answer)).rejects.toMatchObject({ code, cause: { code: 'closed' } })
  })

  test('a body that ends with a reset is not taken for whole', async () => {
    await expect(told('reset', 'HTTP/1.1 200 OK\r\n\r\nhalf')).rejects.toMatchObject({
      code: 'http.closed-in-body',
    })
  })
})

test('who closes the stream ends the wait for an answer that does not come', async () => {
  const stream = await platform.connect({ address: '127.0.0.1', port: raw }, patient)
  const waiting = new HttpConnection(stream).send(get('/stay/'))
  const outcome = expect(waiting).rejects.toMatchObject({ code: 'aborted' })
  stream.close()
  await outcome
})
