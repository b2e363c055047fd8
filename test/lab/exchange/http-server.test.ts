import http from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../../lab/index.ts'
import { portOf } from '../lab-client.ts'
import { ask, connectTo, tenantWith } from './raw-client.ts'

const GIGABYTE = 1_073_741_824

let lab: Lab
beforeAll(async () => {
  const open = { anonymous: true, requiresTls: false } as const
  lab = await startLab({
    scenarios: [
      tenantWith('plain', { kind: 'exchange', version: '2019' }),
      tenantWith('open', {
        kind: 'exchange',
        version: '2019',
        directories: { rpc: open, ews: open, autodiscover: open },
      }),
      tenantWith('mute', {
        kind: 'exchange',
        version: '2019',
        directories: { rpc: { answers: 'silence' }, ews: { answers: 'reset' } },
      }),
    ],
  })
})
afterAll(() => lab.close())

describe("the lab's web server", () => {
  test.each(['RPC_IN_DATA', 'RPC_OUT_DATA', 'GET', 'PROPFIND', 'BREW', 'x-own'])(
    'takes %s, which its service refuses and not its parser',
    async (method) => {
      expect((await ask(lab, 'plain', `${method} /rpc/rpcproxy.dll`)).status).toBe(401)
    },
  )

  test('answers the head of a channel whose gigabyte of body never begins', async () => {
    const connection = await connectTo(lab, 'plain')
    connection.send('RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1', 'Host: a', `Content-Length: ${GIGABYTE}`)
    expect((await connection.receive()).status).toBe(401)
    // What comes after it is body, however much it looks like a request.
    connection.send('GET /rpc/rpcproxy.dll HTTP/1.1', 'Host: a')
    expect(await connection.silenceFor(50)).toBe('')
    connection.close()
  })

  test('answers on one connection, one after the other, though all requests came at once', async () => {
    const connection = await connectTo(lab, 'plain')
    connection.write(
      [
        'GET /ews/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345',
        'POST /nothing HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nTrailer: 1\r\n\r\n',
        '\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n',
      ].join(''),
    )
    expect((await connection.receive()).status).toBe(401)
    expect((await connection.receive()).status).toBe(404)
    expect((await connection.receive()).status).toBe(302)
    connection.close()
  })

  test('takes a request in pieces of one byte', async () => {
    const connection = await connectTo(lab, 'open', 80)
    for (const byte of 'POST /ews/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n') {
      connection.write(byte)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect((await connection.receive()).status).toBe(500)
    connection.close()
  })

  test('tells a client that waits for it to send its body', async () => {
    const connection = await connectTo(lab, 'open')
    const body = 'nonsense'
    connection.send(
      'POST /autodiscover/autodiscover.xml HTTP/1.1',
      'Host: a',
      'Expect: 100-continue',
      `Content-Length: ${body.length}`,
    )
    expect((await connection.receive()).statusLine).toBe('HTTP/1.1 100 Continue')
    connection.write(body)
    expect((await connection.receive()).body.toString()).toContain('<ErrorCode>600</ErrorCode>')
    connection.close()
  })

  test('ends the connection when it refuses a client that still waits to be told', async () => {
    const connection = await connectTo(lab, 'plain')
    connection.send(
      'POST /autodiscover/autodiscover.xml HTTP/1.1',
      'Host: a',
      'Expect: 100-continue',
      'Content-Length: 8',
    )
    const response = await connection.receive()
    expect([response.status, response.headers.connection]).toEqual([401, ['close']])
    await connection.ended()
  })

  test('ends the connection after HTTP/1.0, unless the client asks to keep it', async () => {
    const once = await connectTo(lab, 'plain')
    once.send('GET /ews/ HTTP/1.0')
    expect((await once.receive()).headers.connection).toEqual(['close'])
    await once.ended()

    const kept = await connectTo(lab, 'plain')
    for (let n = 0; n < 2; n++) {
      kept.send('GET /ews/ HTTP/1.0', 'Connection: Keep-Alive')
      expect((await kept.receive()).headers.connection).toEqual(['keep-alive'])
    }
    kept.close()
  })

  test('says the length and sends nothing to HEAD', async () => {
    const connection = await connectTo(lab, 'plain')
    connection.send('HEAD / HTTP/1.1', 'Host: a')
    const response = await connection.receive({ head: true })
    expect(Number(response.headers['content-length']?.[0])).toBeGreaterThan(0)
    connection.send('GET /ews/ HTTP/1.1', 'Host: a')
    expect((await connection.receive()).status).toBe(401)
    connection.close()
  })

  test.each([
    ['no request line', 'hello\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    [
      'a length beside a coding',
      'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
    ['a length that is none', 'POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n'],
    ['a coding that it does not know', 'POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n'],
    ['a folded field', 'GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n'],
    ['a head without end', `GET / HTTP/1.1\r\nA: ${'b'.repeat(20_000)}`],
    ['HTTP/2 without agreement', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('answers 400 to %s, and ends the connection', async (_what, bytes) => {
    const connection = await connectTo(lab, 'plain', 80)
    connection.write(bytes)
    expect((await connection.receive()).status).toBe(400)
    await connection.ended()
  })

  test('survives whatever bytes it is sent', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.string().map((text) => Buffer.from(`GET ${text} HTTP/1.1\r\n${text}\r\n\r\n`)),
        ),
        async (bytes) => {
          const connection = await connectTo(lab, 'plain', 80)
          connection.write(bytes)
          connection.close()
        },
      ),
      { numRuns: 50 },
    )
    expect((await ask(lab, 'plain', 'GET /ews/')).status).toBe(401)
  })

  test('never answers where a service is mute, and ends the connection where it resets', async () => {
    const mute = await connectTo(lab, 'mute')
    mute.send('GET /rpc/rpcproxy.dll HTTP/1.1', 'Host: a')
    expect(await mute.silenceFor(50)).toBe('')
    mute.close()
    const reset = await connectTo(lab, 'mute')
    reset.send('GET /ews/ HTTP/1.1', 'Host: a')
    expect(await reset.ended()).toBe('')
  })

  test("is understood by Node's own client, by fetch, and over a connection that they keep", async () => {
    const url = `http://127.0.0.1:${portOf(lab, 'open', 'mail', 80)}`
    for (let n = 0; n < 3; n++) {
      const response = await fetch(`${url}/ews/exchange.asmx`, { method: 'POST', body: 'x'.repeat(100_000) })
      expect([response.status, (await response.text()).includes('faultcode')]).toEqual([500, true])
    }
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    const used = new Set<number | undefined>()
    for (let n = 0; n < 3; n++) {
      await new Promise<void>((resolve, reject) => {
        http
          .get(`${url}/ews/`, { agent }, (response) => {
            used.add(response.socket.localPort)
            response.resume().on('end', resolve)
          })
          .on('error', reject)
      })
    }
    agent.destroy()
    expect(used.size).toBe(1)
  })
})
