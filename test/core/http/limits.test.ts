import { describe, expect, test, vi } from 'vitest'
import { defaultLimits, HttpConnection, type HttpLimits } from '../../../shared/protocols/http/index.ts'
import { MemoryStream } from './memory-stream.ts'
import { outcomeHoweverCut } from './outcome.ts'

const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'

/** Each limit with an answer that just keeps it and one that is one more. */
const cases: readonly [limit: Partial<HttpLimits>, kept: string, passed: string, code: string][] = [
  [
    { statusLine: 15 },
    'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 200 OKK\r\nContent-Length: 0\r\n\r\n',
    'http.status-line-too-long',
  ],
  [
    { headerLine: 17 },
    'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 00\r\n\r\n',
    'http.header-too-long',
  ],
  [
    { headerLine: 17 },
    'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: 34567\r\n 90123456\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: 34567\r\n 901234567\r\n\r\n',
    'http.header-too-long',
  ],
  [
    { headerCount: 2 },
    'HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\nContent-Length: 0\r\n\r\n',
    'http.too-many-headers',
  ],
  [
    { headerBytes: 21 },
    'HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nA: 11\r\nContent-Length: 0\r\n\r\n',
    'http.headers-too-large',
  ],
  [
    { informational: 1 },
    'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
    'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
    'http.too-many-informational',
  ],
  [
    { chunkLine: 5 },
    `${chunked}1;abc\r\nx\r\n0\r\n\r\n`,
    `${chunked}1;abcd\r\nx\r\n0\r\n\r\n`,
    'http.chunk-line-too-long',
  ],
  [
    { trailerLine: 4 },
    `${chunked}0\r\nA: 1\r\n\r\n`,
    `${chunked}0\r\nA: 12\r\n\r\n`,
    'http.trailer-too-long',
  ],
  [
    { trailerCount: 1 },
    `${chunked}0\r\nA: 1\r\n\r\n`,
    `${chunked}0\r\nA: 1\r\nB: 2\r\n\r\n`,
    'http.too-many-trailers',
  ],
  [
    { trailerBytes: 8 },
    `${chunked}0\r\nA: 1\r\nB: 2\r\n\r\n`,
    `${chunked}0\r\nA: 1\r\nB: 22\r\n\r\n`,
    'http.trailers-too-large',
  ],
  [
    { collectedBody: 3 },
    'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd',
    'http.body-too-large',
  ],
  [
    { collectedBody: 3 },
    `${chunked}2\r\nab\r\n1\r\nc\r\n0\r\n\r\n`,
    `${chunked}2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n`,
    'http.body-too-large',
  ],
  [{ collectedBody: 3 }, 'HTTP/1.1 200 OK\r\n\r\nabc', 'HTTP/1.1 200 OK\r\n\r\nabcd', 'http.body-too-large'],
]

describe('a limit is kept to the byte, wherever the network cuts the answer:', () => {
  test.each(cases)('%j', async (limits, kept, passed, code) => {
    expect(await outcomeHoweverCut(kept, { limits })).not.toHaveProperty('error')
    expect(await outcomeHoweverCut(passed, { limits })).toEqual({ error: code })
  })
})

describe('a server that never stops is cut off', () => {
  test.each([
    ['in the status line', 'HTTP/1.1 200 ', 'O', 'http.status-line-too-long'],
    ['in a header', 'HTTP/1.1 200 OK\r\nA: ', 'b', 'http.header-too-long'],
    ['with ever more headers', 'HTTP/1.1 200 OK\r\n', 'A: b\r\n', 'http.too-many-headers'],
    ['with one header folded for ever', 'HTTP/1.1 200 OK\r\nA: b\r\n', ' c\r\n', 'http.header-too-long'],
    [
      'with folded lines of blanks',
      'HTTP/1.1 200 OK\r\nA: b\r\n',
      `${' '.repeat(9000)}\r\n`,
      'http.headers-too-large',
    ],
    ['with provisional answers', '', 'HTTP/1.1 102 Processing\r\n\r\n', 'http.too-many-informational'],
    ['in a chunk size', chunked, '0', 'http.chunk-line-too-long'],
    ['in a chunk extension', `${chunked}1;`, 'a', 'http.chunk-line-too-long'],
    ['in the trailers', `${chunked}0\r\n`, 'A: b\r\n', 'http.too-many-trailers'],
    ['in a body that is collected', 'HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(1000), 'http.body-too-large'],
  ])('%s', async (_, start, repeated, code) => {
    const stream = new MemoryStream().send(start)
    // More than any default limit, in one piece; the stream stays open behind it.
    stream.send(
      new TextEncoder().encode(
        repeated.repeat(Math.ceil((2 * defaultLimits.collectedBody) / repeated.length)),
      ),
    )
    const reading = new HttpConnection(stream)
      .send({ method: 'GET', target: '/', headers: [] })
      .then((response) => response.body.readAll())
    await expect(reading).rejects.toMatchObject({ code })
  })
})

test('lines of one blank behind a long header are passed over, and do not cost its length each', async () => {
  const value = 'b'.repeat(30_000)
  const head = `HTTP/1.1 200 OK\r\nA: ${value}\r\n${' \r\n'.repeat(20_000)} c\r\n\r\n`
  const sliced = vi.spyOn(String.prototype, 'slice')
  const reading = new HttpConnection(new MemoryStream().send(head))
    .send({ method: 'GET', target: '/', headers: [] })
    .then(({ headers }) => headers.first('A'))
  const read = await reading
  const cut = sliced.mock.results.reduce((sum, { value: part }) => sum + String(part).length, 0)
  sliced.mockRestore()
  expect(read).toBe(`${value} c`)
  expect(cut).toBeLessThan(10 * value.length)
})

describe('collecting a body', () => {
  test('of an announced length beyond the bound is refused without reading any of it', async () => {
    const stream = new MemoryStream().send('HTTP/1.1 200 Success\r\nContent-Length: 1073741824\r\n\r\n')
    const { body } = await new HttpConnection(stream).send({
      method: 'RPC_OUT_DATA',
      target: '/',
      headers: [],
    })
    await expect(body.readAll()).rejects.toMatchObject({ code: 'http.body-too-large' })
    stream.send('first bytes')
    expect(await body.read()).toHaveLength(11)
  })

  test('that proved too long stays refused: what is left is not taken for the whole', async () => {
    const stream = new MemoryStream().send('HTTP/1.1 200 OK\r\n\r\nabcdef', 'g').finish()
    const { body } = await new HttpConnection(stream).send({ method: 'GET', target: '/', headers: [] })
    await expect(body.readAll(3)).rejects.toMatchObject({ code: 'http.body-too-large' })
    await expect(body.readAll(3)).rejects.toMatchObject({ code: 'http.body-too-large' })
    await expect(body.read()).rejects.toMatchObject({ code: 'http.body-too-large' })
  })

  test('counts what is left when part of it was read before', async () => {
    const stream = new MemoryStream()
      .send('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n', 'abcd', 'ef')
      .finish()
    const { body } = await new HttpConnection(stream).send({ method: 'GET', target: '/', headers: [] })
    expect(await body.read()).toHaveLength(4)
    expect(await body.readAll(2)).toHaveLength(2)
  })
})
