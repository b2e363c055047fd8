import { describe, expect, test } from 'vitest'
import { HttpConnection } from '../../../shared/protocols/http/index.ts'
import { fromLatin1, MemoryStream, settle } from './memory-stream.ts'

const inChannel = {
  method: 'RPC_IN_DATA',
  target: '/rpc/rpcproxy.dll?server:6001',
  headers: [
    ['Host', 'mail.contoso.test'],
    ['Content-Length', '1073741824'],
  ],
} as const

const outChannel = {
  method: 'RPC_OUT_DATA',
  target: '/rpc/rpcproxy.dll?server:6001',
  headers: [['Content-Length', '76']],
} as const

const get = { method: 'GET', target: '/', headers: [] } as const
const unauthorized = 'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\nContent-Length: 2\r\n\r\nno'

describe('an IN channel', () => {
  test('is written for as long as it takes without any answer', async () => {
    const stream = new MemoryStream()
    const exchange = new HttpConnection(stream).open(inChannel)
    let answered = false
    exchange.response
      .finally(() => {
        answered = true
      })
      .catch(() => {})
    for (let written = 0; written < 1000; written += 1) await exchange.write(fromLatin1('pdu.'))
    await settle()
    expect(answered).toBe(false)
    expect(stream.written.length - stream.written.indexOf('\r\n\r\n') - 4).toBe(4000)
    expect(stream.written).toMatch(/^RPC_IN_DATA \/rpc\/rpcproxy\.dll\?server:6001 HTTP\/1\.1\r\n/)
  })

  test('is refused in the middle of its body, and the answer is read while it is written', async () => {
    const stream = new MemoryStream()
    const connection = new HttpConnection(stream)
    const exchange = connection.open(inChannel)
    await exchange.write(fromLatin1('first'))
    stream.send(unauthorized)
    const response = await exchange.response
    expect(response.status).toBe(401)
    expect(response.headers.all('WWW-Authenticate')).toEqual(['NTLM'])
    await exchange.write(fromLatin1('second'))
    expect(await response.body.readAll()).toEqual(fromLatin1('no'))
    expect(stream.written).toContain('firstsecond')
    // The server still waits for the rest of the body: another request would be taken for it.
    expect(connection.reusable).toBe(false)
  })

  test('is refused before any of its body is written', async () => {
    const stream = new MemoryStream().send(
      'HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
    )
    const exchange = new HttpConnection(stream).open(inChannel)
    expect(await exchange.response).toMatchObject({ status: 413 })
    expect(exchange.refused).toBe(true)
  })

  test('whose connection is reset fails in the write, and the answer that came before is still read', async () => {
    const stream = new MemoryStream()
    const exchange = new HttpConnection(stream).open(inChannel)
    await exchange.write(fromLatin1('first'))
    stream.send('HTTP/1.0 503 RPC Error: 6ba\r\n\r\n').breakOff()
    stream.failWrites()
    await expect(exchange.write(fromLatin1('second'))).rejects.toMatchObject({ code: 'closed' })
    expect(await exchange.response).toMatchObject({ version: '1.0', status: 503, reason: 'RPC Error: 6ba' })
  })

  test('takes no more than its announced length', async () => {
    const stream = new MemoryStream()
    const exchange = new HttpConnection(stream).open({ ...inChannel, headers: [['Content-Length', '4']] })
    await exchange.write(fromLatin1('abc'))
    await expect(exchange.write(fromLatin1('de'))).rejects.toMatchObject({
      code: 'http.request-body-too-long',
    })
    await exchange.write(fromLatin1('d'))
    expect(stream.written.endsWith('\r\n\r\nabcd')).toBe(true)
  })

  test('keeps its writes in order, however many are waiting', async () => {
    const stream = new MemoryStream()
    const exchange = new HttpConnection(stream).open(inChannel)
    const go = stream.holdWrites()
    const writes = ['a', 'b', 'c'].map((text) => exchange.write(fromLatin1(text)))
    go()
    await Promise.all(writes)
    expect(stream.written.endsWith('\r\n\r\nabc')).toBe(true)
  })
})

describe('an OUT channel', () => {
  test('gives each piece of an answer that never ends as soon as it comes', async () => {
    const stream = new MemoryStream()
    const exchange = new HttpConnection(stream).open(outChannel)
    await exchange.write(new Uint8Array(76))
    stream.send('HTTP/1.1 200 Success\r\nContent-Type: application/rpc\r\nContent-Length: 1073741824\r\n\r\n')
    const { body } = await exchange.response
    for (const piece of ['one', 'two', 'three']) {
      stream.send(piece)
      expect(await body.read()).toEqual(fromLatin1(piece))
    }
    expect(body.complete).toBe(false)
  })

  test('in chunks gives what has come of a chunk, and never two chunks at once', async () => {
    const stream = new MemoryStream().send('HTTP/1.1 200 Success\r\nTransfer-Encoding: chunked\r\n\r\n')
    const { body } = await new HttpConnection(stream).send(get)
    stream.send('6\r\nab')
    expect(await body.read()).toEqual(fromLatin1('ab'))
    stream.send('cdef\r\n2\r\ngh\r\n')
    expect(await body.read()).toEqual(fromLatin1('cdef'))
    expect(await body.read()).toEqual(fromLatin1('gh'))
  })
})

describe('a MAPI answer', () => {
  test('gives PROCESSING before the server is done', async () => {
    const stream = new MemoryStream().send(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\nPROCESSING\r\n\r\n',
    )
    const { body } = await new HttpConnection(stream).send(get)
    expect(await body.read()).toEqual(fromLatin1('PROCESSING\r\n'))
    const rest = body.readAll()
    stream.send('6\r\nDONE\r\n\r\n', '0\r\n\r\n')
    expect(await rest).toEqual(fromLatin1('DONE\r\n'))
  })
})

describe('Expect: 100-continue', () => {
  const post = {
    method: 'POST',
    target: '/',
    headers: [['Expect', '100-continue']],
    body: fromLatin1('body'),
  } as const

  test('holds the body back until the server asks for it', async () => {
    const stream = new MemoryStream()
    const connection = new HttpConnection(stream)
    const sending = connection.send(post)
    await settle()
    expect(stream.written.endsWith('Content-Length: 4\r\n\r\n')).toBe(true)
    stream.send('HTTP/1.1 100 Continue\r\nX-Note: go on\r\n\r\n')
    await settle()
    expect(stream.written.endsWith('\r\n\r\nbody')).toBe(true)
    stream.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    const response = await sending
    expect(response.informational).toMatchObject([
      { status: 100, headers: { entries: [['X-Note', 'go on']] } },
    ])
    expect(connection.reusable).toBe(true)
  })

  test('does not take another provisional answer for leave to send', async () => {
    const stream = new MemoryStream().send('HTTP/1.1 102 Processing\r\n\r\n')
    new HttpConnection(stream).send(post).catch(() => {})
    await settle()
    expect(stream.written.endsWith('\r\n\r\n')).toBe(true)
    stream.close()
  })

  test('saves the body when the server refuses at once, and spends the connection', async () => {
    const stream = new MemoryStream().send(unauthorized)
    const connection = new HttpConnection(stream)
    const response = await connection.send(post)
    expect(response.status).toBe(401)
    await response.body.readAll()
    await settle()
    expect(stream.written.endsWith('\r\n\r\n')).toBe(true)
    expect(connection.reusable).toBe(false)
  })

  test('need not be waited for: the caller may start after a while', async () => {
    const stream = new MemoryStream()
    const exchange = new HttpConnection(stream).open({
      ...inChannel,
      headers: [
        ['Content-Length', '4'],
        ['Expect', '100-continue'],
      ],
    })
    await exchange.write(fromLatin1('body'))
    stream.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    expect(await exchange.response).toMatchObject({ status: 200, informational: [] })
    expect(await exchange.continued).toBe(false)
  })

  test('is over when the server closes without a word', async () => {
    const stream = new MemoryStream().finish()
    const exchange = new HttpConnection(stream).open(inChannel)
    expect(await exchange.continued).toBe(false)
    await expect(exchange.response).rejects.toMatchObject({ code: 'http.closed-before-answer' })
  })
})

describe('an upload', () => {
  const upload = { method: 'POST', target: '/', headers: [], body: new Uint8Array(1_000_000) } as const

  test('stops when the answer comes early and says that the connection ends', async () => {
    const stream = new MemoryStream()
    const go = stream.holdWrites()
    stream.send('HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    const response = await new HttpConnection(stream).send(upload)
    expect(response.status).toBe(413)
    go()
    await settle()
    expect(stream.written.length).toBeLessThan(300_000)
  })

  test('goes on when the answer comes early and the connection is kept', async () => {
    const stream = new MemoryStream()
    const connection = new HttpConnection(stream)
    const go = stream.holdWrites()
    stream.send(unauthorized)
    const response = await connection.send(upload)
    await response.body.readAll()
    expect(connection.reusable).toBe(false)
    go()
    await settle()
    expect(stream.written.length).toBeGreaterThan(1_000_000)
    expect(connection.reusable).toBe(true)
  })

  test('that fails leaves the error to the answer', async () => {
    const stream = new MemoryStream().breakOff()
    stream.failWrites()
    await expect(new HttpConnection(stream).send(upload)).rejects.toMatchObject({
      code: 'http.closed-before-answer',
    })
  })
})

describe('a connection', () => {
  test('carries one exchange after the other', async () => {
    const stream = new MemoryStream()
    const connection = new HttpConnection(stream)
    expect(connection.reusable).toBe(true)
    for (const text of ['one', 'two', 'three']) {
      stream.send(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`)
      const response = await connection.send(get)
      expect(connection.reusable).toBe(false)
      expect(await response.body.readAll()).toEqual(fromLatin1(text))
      expect(connection.reusable).toBe(true)
    }
    expect(stream.written).toBe('GET / HTTP/1.1\r\n\r\n'.repeat(3))
  })

  test('carries no second request before the first is answered', async () => {
    const connection = new HttpConnection(new MemoryStream())
    connection.open(get)
    expect(connection.reusable).toBe(false)
    expect(() => connection.open(get)).toThrow(expect.objectContaining({ code: 'http.not-reusable' }))
    await expect(connection.send(get)).rejects.toMatchObject({ code: 'http.not-reusable' })
  })

  test('is not used again when the request asked for its end', async () => {
    const stream = new MemoryStream().send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    const connection = new HttpConnection(stream)
    await connection.send({ ...get, headers: [['Connection', 'close']] })
    expect(connection.reusable).toBe(false)
  })

  test('is not used again when more came than was asked for', async () => {
    const stream = new MemoryStream().send(
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 Poison\r\n\r\n',
    )
    const connection = new HttpConnection(stream)
    const response = await connection.send(get)
    expect(await response.body.readAll()).toEqual(fromLatin1('ok'))
    expect(connection.reusable).toBe(false)
    await expect(connection.send(get)).rejects.toMatchObject({ code: 'http.not-reusable' })
  })

  test('is not used again after an answer that could not be read', async () => {
    const stream = new MemoryStream().send('HTTP/1.1 200 OK\r\nbroken\r\n\r\n')
    const connection = new HttpConnection(stream)
    await expect(connection.send(get)).rejects.toMatchObject({ code: 'http.bad-header' })
    expect(connection.reusable).toBe(false)
  })

  test('that the server closed in the meantime says so with the next answer', async () => {
    const stream = new MemoryStream().send('HTTP/1.1 204 No Content\r\n\r\n').finish()
    const connection = new HttpConnection(stream)
    await connection.send(get)
    await expect(connection.send(get)).rejects.toMatchObject({ code: 'http.closed-before-answer' })
  })
})

test('two reads of a body at once get two pieces', async () => {
  const stream = new MemoryStream().send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n')
  const { body } = await new HttpConnection(stream).send(get)
  const reads = [body.read(), body.read(), body.read()]
  stream.send('ab', 'cd')
  expect(await Promise.all(reads)).toEqual([fromLatin1('ab'), fromLatin1('cd'), null])
  expect(body.trailers.entries).toEqual([])
})

test('a body read past its end stays ended, and keeps its trailers', async () => {
  const stream = new MemoryStream().send(
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-ElapsedTime: 12\r\n\r\n',
  )
  const { body } = await new HttpConnection(stream).send(get)
  expect(await body.readAll()).toEqual(fromLatin1('a'))
  expect(await body.read()).toBeNull()
  expect(await body.readAll()).toHaveLength(0)
  expect(body.trailers.entries).toEqual([['X-ElapsedTime', '12']])
})
