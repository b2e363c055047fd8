import { duplexPair } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { Answer, Handler, HttpResponse } from '../../../lab/http/message.ts'
import { serveHttp1 } from '../../../lab/http/server/serve-http1.ts'

/** A client on the other end of a server with the handler. */
function clientOf(handle: Handler) {
  const [server, client] = duplexPair()
  const served = serveHttp1(server, handle)
  let text = ''
  let wake = () => {}
  client.setEncoding('latin1')
  client.on('data', (part: string) => {
    text += part
    wake()
  })
  client.on('close', () => wake())
  client.on('error', () => {})
  return {
    client,
    served,
    async until(what: string) {
      while (!text.includes(what)) {
        if (client.destroyed) throw new Error(`closed after: ${text}`)
        await new Promise<void>((resolve) => (wake = resolve))
      }
      return text
    },
  }
}

function streaming(length: number | 'chunked') {
  let cancelled = () => {}
  const gone = new Promise<void>((resolve) => (cancelled = resolve))
  let source: ReadableStreamDefaultController<Uint8Array> | undefined
  const octets = new ReadableStream<Uint8Array>({
    start: (controller) => {
      source = controller
    },
    cancel: () => cancelled(),
  })
  const answer: HttpResponse = { status: 200, reason: 'Success', headers: [], body: { length, octets } }
  return {
    answer,
    gone,
    push: (piece: string) => source?.enqueue(Buffer.from(piece)),
    close: () => source?.close(),
    break: () => source?.error(new Error('broken on purpose')),
  }
}

describe('a body that is made while it is sent', () => {
  test('begins at once, and each piece comes when it is there', async () => {
    const body = streaming(1_073_741_824)
    const { client, until } = clientOf(() => body.answer)
    client.write('GET / HTTP/1.1\r\n\r\n')
    expect(await until('\r\n\r\n')).toBe('HTTP/1.1 200 Success\r\nContent-Length: 1073741824\r\n\r\n')
    body.push('first')
    await until('first')
    body.push('second')
    await until('second')
    client.destroy()
  })

  test('is one chunk a piece where its length is not known, and another request may follow', async () => {
    const body = streaming('chunked')
    const { client, until } = clientOf(({ path }) =>
      path === '/' ? body.answer : { status: 404, reason: 'No', headers: [], body: '' },
    )
    client.write('GET / HTTP/1.1\r\n\r\nGET /next HTTP/1.1\r\n\r\n')
    body.push('PROCES')
    body.push('')
    body.push('SING')
    body.close()
    expect(await until('HTTP/1.1 404')).toContain(
      'Transfer-Encoding: chunked\r\n\r\n6\r\nPROCES\r\n4\r\nSING\r\n0\r\n\r\nHTTP/1.1 404',
    )
    client.destroy()
  })

  test('ends the connection when less comes than was announced', async () => {
    const body = streaming(10)
    const { client, served, until } = clientOf(() => body.answer)
    const ended = new Promise((resolve) => client.on('end', resolve))
    client.write('GET / HTTP/1.1\r\n\r\n')
    body.push('12345')
    body.close()
    await until('12345')
    await ended
    client.destroy()
    await served
  })

  test('is cancelled when its client goes', async () => {
    const body = streaming(10)
    const { client, served, until } = clientOf(() => body.answer)
    client.write('GET / HTTP/1.1\r\n\r\n')
    await until('\r\n\r\n')
    client.destroy()
    await body.gone
    await served
  })

  test('that breaks resets the connection', async () => {
    const body = streaming('chunked')
    const { client, served, until } = clientOf(() => body.answer)
    client.write('GET / HTTP/1.1\r\n\r\n')
    body.push('12345')
    await until('12345')
    body.break()
    await served
    client.destroy()
  })
})

describe('the body of a request', () => {
  const echoing: Handler = async ({ body }) => {
    const pieces: Buffer[] = []
    for await (const piece of body.octets()) pieces.push(piece)
    return { status: 200, reason: 'OK', headers: [], body: Buffer.concat(pieces).toString('latin1') }
  }

  test('comes as it is sent, before its end', async () => {
    const seen: string[] = []
    let came = () => {}
    const { client } = clientOf(async ({ body }): Promise<Answer> => {
      for await (const piece of body.octets()) {
        seen.push(piece.toString('latin1'))
        came()
      }
      return 'reset'
    })
    const next = () => new Promise<void>((resolve) => (came = resolve))
    client.write('RPC_IN_DATA / HTTP/1.1\r\nContent-Length: 1073741824\r\n\r\n')
    const first = next()
    client.write('one')
    await first
    const second = next()
    client.write('two')
    await second
    expect(seen).toEqual(['one', 'two'])
    client.destroy()
  })

  test.each([
    ['a length', 'Content-Length: 5\r\n\r\nab', 'cde'],
    ['chunks', 'Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\nc', 'de\r\n0\r\n\r\n'],
  ])('ends where %s says, and the next request follows', async (_what, first, second) => {
    const { client, until } = clientOf(echoing)
    client.write(`POST / HTTP/1.1\r\n${first}`)
    client.write(`${second}POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx`)
    expect(await until('\r\n\r\nx')).toMatch(/\r\n\r\nabcdeHTTP\/1\.1 200 OK/)
    client.destroy()
  })

  test('is asked for, where a client waits to be told to go on', async () => {
    const { client, until } = clientOf(echoing)
    client.write('POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n')
    await until('HTTP/1.1 100 Continue\r\n\r\n')
    client.write('ab')
    await until('\r\n\r\nab')
    client.destroy()
  })
})
