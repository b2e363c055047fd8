import { describe, expect, test } from 'vitest'
import { ConnectError } from '../../../shared/platform/index.ts'
import { HttpConnection } from '../../../shared/protocols/http/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import { fromLatin1, MemoryStream } from './memory-stream.ts'
import { outcomeHoweverCut, readAnswer } from './outcome.ts'

const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'

describe.each(['finish', 'break'] as const)(
  'a server whose connection ends early (%s) says where:',
  (ending) => {
    test.each([
      ['before any answer', '', 'http.closed-before-answer'],
      ['after a provisional answer', 'HTTP/1.1 100 Continue\r\n\r\n', 'http.closed-before-answer'],
      ['in the first word', 'HTT', 'http.closed-in-status-line'],
      ['in the status line', 'HTTP/1.1 200 O', 'http.closed-in-status-line'],
      ['behind the status line', 'HTTP/1.1 200 OK\r\n', 'http.closed-in-headers'],
      ['in a header', 'HTTP/1.1 200 OK\r\nServ', 'http.closed-in-headers'],
      ['before the empty line', 'HTTP/1.1 200 OK\r\nServer: x\r\n', 'http.closed-in-headers'],
      [
        'in a body of announced length',
        'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcd',
        'http.closed-in-body',
      ],
      ['before the first chunk', chunked, 'http.closed-in-body'],
      ['in a chunk size', `${chunked}5`, 'http.closed-in-body'],
      ['in a chunk', `${chunked}5\r\nab`, 'http.closed-in-body'],
      ['behind a chunk', `${chunked}2\r\nab`, 'http.closed-in-body'],
      ['in the line end of a chunk', `${chunked}2\r\nab\r`, 'http.closed-in-body'],
      ['between two chunks', `${chunked}2\r\nab\r\n`, 'http.closed-in-body'],
      ['in the trailers', `${chunked}0\r\nA: b\r\n`, 'http.closed-in-body'],
      ['behind the last chunk', `${chunked}0\r\n`, 'http.closed-in-body'],
    ])('%s', async (_, answer, code) => {
      expect(await outcomeHoweverCut(answer, { ending })).toEqual({ error: code })
    })
  },
)

test('a body that ends with the connection is cut short when the connection breaks instead', async () => {
  const answer = 'HTTP/1.1 200 OK\r\n\r\nhalf'
  expect(await outcomeHoweverCut(answer, { ending: 'finish' })).toMatchObject({ body: 'half' })
  expect(await outcomeHoweverCut(answer, { ending: 'break' })).toEqual({ error: 'http.closed-in-body' })
})

test('a broken connection is told from a finished one by the cause', async () => {
  const broken = readAnswer([fromLatin1('HTTP/1.1 2')], { ending: 'break' })
  await expect(broken).rejects.toMatchObject({ cause: expect.objectContaining({ code: 'closed' }) })
  const finished = readAnswer([fromLatin1('HTTP/1.1 2')], { ending: 'finish' })
  await expect(finished).rejects.toMatchObject({ cause: undefined })
})

test('a body that broke stays broken, and never looks complete', async () => {
  const stream = new MemoryStream().send('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc').finish()
  const connection = new HttpConnection(stream)
  const { body } = await connection.send({ method: 'GET', target: '/', headers: [] })
  expect(await body.read()).toHaveLength(3)
  for (let attempt = 0; attempt < 3; attempt += 1)
    await expect(body.read()).rejects.toMatchObject({ code: 'http.closed-in-body' })
  await expect(body.readAll()).rejects.toMatchObject({ code: 'http.closed-in-body' })
  expect(body.complete).toBe(false)
  expect(connection.reusable).toBe(false)
})

describe('the caller who closes the stream', () => {
  test('ends the wait for an answer with the error of the stream', async () => {
    const stream = new MemoryStream()
    const waiting = new HttpConnection(stream).send({ method: 'GET', target: '/', headers: [] })
    stream.close()
    const error = await waiting.catch((thrown) => thrown)
    expect(error).toBeInstanceOf(ConnectError)
    expect(error).not.toBeInstanceOf(ProtocolError)
    expect(error).toMatchObject({ code: 'aborted' })
  })

  test('ends the reading of a body that never ends', async () => {
    const stream = new MemoryStream().send('HTTP/1.1 200 OK\r\n\r\n', 'a')
    const { body } = await new HttpConnection(stream).send({ method: 'GET', target: '/', headers: [] })
    expect(await body.read()).toHaveLength(1)
    const waiting = body.read()
    stream.close()
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' })
  })
})
