import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { equalBytes } from '../../../shared/protocols/bytes/index.ts'
import { HttpConnection, type HttpRequest } from '../../../shared/protocols/http/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import { fromLatin1, MemoryStream, settle } from './memory-stream.ts'

async function sent(request: HttpRequest): Promise<string> {
  const stream = new MemoryStream().send('HTTP/1.1 204 No Content\r\n\r\n')
  await new HttpConnection(stream).send(request)
  return stream.written
}

describe('a request goes out as the caller words it', () => {
  test('with nothing added, in the order given, repeated headers and all', async () => {
    const written = await sent({
      method: 'RPC_OUT_DATA',
      target: '/rpc/rpcproxy.dll?b34b1c3e-6a2f-4f3e-8f0b-0d2d2e4d0a11@contoso.test:6001',
      headers: [
        ['Pragma', 'No-cache'],
        ['host', 'anything.at-all.test:444'],
        ['Pragma', 'MinConnTimeout=120'],
        ['Cookie', 'a=\xe9'],
        ['X-Empty', ''],
      ],
    })
    expect(written).toBe(
      'RPC_OUT_DATA /rpc/rpcproxy.dll?b34b1c3e-6a2f-4f3e-8f0b-0d2d2e4d0a11@contoso.test:6001 HTTP/1.1\r\n' +
        'Pragma: No-cache\r\n' +
        'host: anything.at-all.test:444\r\n' +
        'Pragma: MinConnTimeout=120\r\n' +
        'Cookie: a=\xe9\r\n' +
        'X-Empty: \r\n' +
        '\r\n',
    )
  })

  test('with the length of its body, which goes in the same write', async () => {
    const stream = new MemoryStream().send('HTTP/1.1 204 No Content\r\n\r\n')
    await new HttpConnection(stream).send({
      method: 'POST',
      target: '/',
      headers: [],
      body: fromLatin1('abc'),
    })
    expect(stream.written).toBe('POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc')
    expect(stream.writes).toHaveLength(1)
  })

  test('with the length as the caller announced it', async () => {
    const request = {
      method: 'POST',
      target: '/',
      headers: [['content-length', '3']] as const,
      body: fromLatin1('abc'),
    }
    expect(await sent(request)).toBe('POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc')
  })

  test('with a length of 0 for a body that is empty, and none without a body', async () => {
    const empty = { method: 'POST', target: '/', headers: [], body: new Uint8Array() }
    expect(await sent(empty)).toBe('POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n')
    expect(await sent({ method: 'POST', target: '/', headers: [] })).toBe('POST / HTTP/1.1\r\n\r\n')
  })

  test('whole, when its body is large', async () => {
    const body = Uint8Array.from({ length: 200_000 }, (_, at) => at % 251)
    const stream = new MemoryStream()
    const sending = new HttpConnection(stream).send({ method: 'POST', target: '/', headers: [], body })
    await settle()
    stream.send('HTTP/1.1 204 No Content\r\n\r\n')
    await sending
    const start = stream.written.indexOf('\r\n\r\n') + 4
    expect(equalBytes(fromLatin1(stream.written.slice(start)), body)).toBe(true)
  })
})

describe('nothing is sent of a request', () => {
  test.each<[string, Partial<HttpRequest>]>([
    ['whose method is empty', { method: '' }],
    ['whose method holds a blank', { method: 'GET /other' }],
    ['whose method ends the line', { method: 'GET\r\n' }],
    ['that asks for a tunnel', { method: 'CONNECT' }],
    ['whose target is empty', { target: '' }],
    ['whose target holds a blank', { target: '/ HTTP/1.1' }],
    ['whose target ends the line', { target: '/\r\nX: y' }],
    ['whose target is not ASCII', { target: '/\xe9' }],
    ['with a header without a name', { headers: [['', 'x']] }],
    ['with a colon in a name', { headers: [['A:', 'x']] }],
    ['with a line end in a name', { headers: [['A\r\nB', 'x']] }],
    ['with CR in a value', { headers: [['A', 'x\ry']] }],
    ['with LF in a value', { headers: [['A', 'x\ny']] }],
    ['with a fold in a value', { headers: [['A', 'x\r\n y']] }],
    ['with NUL in a value', { headers: [['A', 'x\0y']] }],
    ['with a character in a value that is no byte', { headers: [['A', 'x\u010ay']] }],
    ['with a length that is no number', { headers: [['Content-Length', '1e3']] }],
    [
      'with two lengths',
      {
        headers: [
          ['Content-Length', '3'],
          ['content-length', '3'],
        ],
      },
    ],
    ['with a length beyond counting', { headers: [['Content-Length', '9007199254740993']] }],
    ['with a transfer coding', { headers: [['Transfer-Encoding', 'chunked']] }],
    ['whose body is shorter than announced', { headers: [['Content-Length', '3']], body: fromLatin1('ab') }],
    ['whose body is longer than announced', { headers: [['Content-Length', '1']], body: fromLatin1('ab') }],
    ['that announces a body and has none', { headers: [['Content-Length', '1']] }],
  ])('%s', async (_, request) => {
    const stream = new MemoryStream()
    const connection = new HttpConnection(stream)
    const sending = connection.send({ method: 'GET', target: '/', headers: [], ...request })
    await expect(sending).rejects.toBeInstanceOf(ProtocolError)
    await expect(sending).rejects.toMatchObject({
      code: expect.stringMatching(/^http\.bad-(request|content-length)$/),
    })
    expect(stream.writes).toEqual([])
    expect(connection.reusable).toBe(true)
  })

  test('and its credential is not repeated in the error', async () => {
    const headers = [['Authorization', 'Basic c2VjcmV0\r\n']] as const
    const sending = new HttpConnection(new MemoryStream()).send({ method: 'GET', target: '/', headers })
    const error = await sending.catch((thrown) => thrown)
    expect(error).toMatchObject({
      code: 'http.bad-request',
      message: expect.stringContaining('Authorization'),
    })
    expect(String(error)).not.toContain('c2VjcmV0')
  })
})

test('no method, target or header makes a request of more lines than it has headers', async () => {
  const text = fc.string({
    unit: fc.constantFrom('a', ' ', '\r', '\n', ':', '\0', '\t', '\xff', '\u0100', '\u010d'),
  })
  const request = fc.record({
    method: text,
    target: text,
    headers: fc.array(fc.tuple(text, text), { maxLength: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(request, async (wanted) => {
      const stream = new MemoryStream().send('HTTP/1.1 204 No Content\r\n\r\n')
      try {
        await new HttpConnection(stream).send(wanted)
        expect(stream.written.split(/\r\n|\r|\n/)).toHaveLength(wanted.headers.length + 3)
      } catch (error) {
        expect(error).toMatchObject({ code: 'http.bad-request' })
        expect(stream.written).toBe('')
      }
    }),
  )
})
