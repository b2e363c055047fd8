import { describe, expect, test } from 'vitest'
import { type HeaderEntry, HttpHeaders } from '../../../shared/protocols/http/index.ts'
import {
  MapiHttpSession,
  type MapiPost,
  type MapiResponse,
  responseCodeText,
  writeDisconnectBody,
} from '../../../shared/protocols/mapi/index.ts'

const NOW = Date.parse('2026-06-30T12:00:00Z')

function answer(
  body: string,
  headers: readonly HeaderEntry[] = [],
  { status = 200, code = '0' } = {},
): MapiResponse {
  const parts = [new TextEncoder().encode(body)]
  return {
    status,
    reason: 'OK',
    headers: new HttpHeaders([
      ['Content-Type', code === '0' ? 'application/mapi-http' : 'text/html'],
      ['X-ResponseCode', code],
      ...headers,
    ]),
    body: { read: async () => parts.shift() ?? null },
  }
}

const DONE = 'PROCESSING\r\nDONE\r\n\r\n'

/** A session whose requests are answered in this order, and the requests. */
function sessionOf(...answers: readonly MapiResponse[]) {
  const sent: MapiPost[] = []
  const left = [...answers]
  let random = 0
  const session = new MapiHttpSession(
    async (request) => {
      sent.push(request)
      return left.shift() ?? answer(DONE)
    },
    {
      path: '/mapi/emsmdb/?MailboxId=x@y',
      now: () => NOW,
      randomBytes: (length) => new Uint8Array(length).map(() => random++),
    },
  )
  const header = (index: number, name: string) => new HttpHeaders(sent[index]?.headers).first(name)
  return { session, sent, header }
}

describe('each request of a session', () => {
  test('has a number of its own behind an identifier that stays', async () => {
    const { session, sent, header } = sessionOf()
    await session.send('PING')
    await session.send('Disconnect', writeDisconnectBody())
    expect(sent[0]).toMatchObject({ path: '/mapi/emsmdb/?MailboxId=x@y' })
    expect(sent[0]?.body.length).toBe(0)
    expect(sent[1]?.body.length).toBe(4)
    const guid = '\\{[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\\}'
    expect(header(0, 'X-RequestId')).toMatch(new RegExp(`^${guid}:1$`))
    expect(header(1, 'X-RequestId')).toBe(header(0, 'X-RequestId')?.replace(/1$/, '2'))
    expect(header(1, 'X-ClientInfo')).toMatch(new RegExp(`^${guid}:2$`))
    expect(header(1, 'X-RequestType')).toBe('Disconnect')
    expect(header(1, 'Content-Type')).toBe('application/mapi-http')
    expect(header(1, 'X-ClientApplication')).toMatch(/^Outlook\/16\.[0-9.]+$/)
  })

  test('sends back all cookies, with the values that came last', async () => {
    const { session, header } = sessionOf(
      answer(DONE, [
        ['Set-Cookie', 'MapiContext=abc; path=/mapi; secure; HttpOnly'],
        ['Set-Cookie', 'MapiSequence=1'],
        ['Set-Cookie', 'affinity="n1"; Expires=Wed, 01 Jul 2026 00:00:00 GMT'],
      ]),
      answer(DONE, [['Set-Cookie', 'MapiSequence=2']]),
      answer(DONE, [
        ['Set-Cookie', 'affinity=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
        ['Set-Cookie', 'MapiContext=gone; Max-Age=0'],
        ['Set-Cookie', 'no cookie'],
        ['Set-Cookie', 'bad=\u0001'],
      ]),
    )
    await session.send('Connect')
    await session.send('Execute')
    await session.send('Execute')
    await session.send('Disconnect')
    expect([0, 1, 2, 3].map((index) => header(index, 'Cookie'))).toEqual([
      undefined,
      'MapiContext=abc; MapiSequence=1; affinity="n1"',
      'MapiContext=abc; MapiSequence=2; affinity="n1"',
      'MapiSequence=2',
    ])
    expect(session.cookieNames).toEqual(['MapiSequence'])
  })

  test('keeps no more cookies than a server can need', async () => {
    const cookies = Array.from({ length: 200 }, (_, at) => ['Set-Cookie', `c${at}=1`] as const)
    const { session } = sessionOf(answer(DONE, cookies), answer(DONE))
    await session.send('Connect')
    expect(session.cookieNames.length).toBeLessThanOrEqual(50)
  })
})

describe('the end of a session', () => {
  const made = () => answer(`${DONE}${'\0'.repeat(12)}`)
  const failed = () => answer(`${DONE}${'\0'.repeat(4)}\u0001${'\0'.repeat(7)}`)

  test('is told to the server once, behind what is under way, and nothing is sent after it', async () => {
    const { session, header, sent } = sessionOf(made())
    const connecting = session.send('Connect')
    const [first, second] = [
      session.end('Disconnect', writeDisconnectBody()),
      session.end('Disconnect', writeDisconnectBody()),
    ]
    await expect(session.send('Execute')).rejects.toMatchObject({ code: 'mapi.http-ended' })
    expect(await connecting).toMatchObject({ kind: 'answered' })
    expect(session.open).toBe(true)
    expect(await first).toMatchObject({ kind: 'answered' })
    expect(await second).toBe(await first)
    expect(session.open).toBe(false)
    expect(sent).toHaveLength(2)
    expect(header(1, 'X-RequestType')).toBe('Disconnect')
  })

  test('is told to nobody when no session was made', async () => {
    const { session, sent } = sessionOf(failed())
    await session.send('Connect')
    expect(await session.end('Disconnect', writeDisconnectBody())).toBeUndefined()
    expect(sent).toHaveLength(1)
  })

  test('is told also where another server answered that it knows no such session', async () => {
    const { session, header } = sessionOf(made(), answer('', [], { code: '10' }))
    await session.send('Connect')
    await session.send('Execute')
    expect(await session.end('Disconnect', writeDisconnectBody())).toMatchObject({ kind: 'answered' })
    expect(header(2, 'X-RequestType')).toBe('Disconnect')
  })

  test('comes also behind a request that broke', async () => {
    const { session, header } = sessionOf(made(), answer('PROCESSING\r\n'))
    await session.send('Connect')
    const broken = session.send('Execute')
    const ended = session.end('Disconnect', writeDisconnectBody())
    await expect(broken).rejects.toMatchObject({ code: 'mapi.http-not-done' })
    expect(await ended).toMatchObject({ kind: 'answered' })
    expect(header(2, 'X-RequestType')).toBe('Disconnect')
  })
})

describe('an answer', () => {
  test('that succeeded brings its body, and what the server says of itself', async () => {
    const { session } = sessionOf(
      answer('PROCESSING\r\nPENDING\r\nDONE\r\nX-ResponseCode: 0\r\n\r\nbody', [
        ['X-ServerApplication', 'Exchange/15.02.1544.004'],
        ['X-ExpirationInfo', '900000'],
      ]),
    )
    expect(await session.send('Connect')).toMatchObject({
      kind: 'answered',
      body: new TextEncoder().encode('body'),
      pending: 1,
      serverApplication: 'Exchange/15.02.1544.004',
      expiresMs: 900_000,
    })
  })

  test('that was refused brings its code and what it says about it', async () => {
    const { session } = sessionOf(answer('<html>no</html>', [], { code: '10' }))
    expect(await session.send('Execute')).toMatchObject({
      kind: 'refused',
      responseCode: 10,
      text: '<html>no</html>',
    })
  })

  test('that fails late is refused by the code behind DONE', async () => {
    const { session } = sessionOf(answer('PROCESSING\r\nDONE\r\nX-ResponseCode: 16\r\n\r\nwhy'))
    expect(await session.send('Execute')).toMatchObject({ kind: 'refused', responseCode: 16, text: 'why' })
  })

  test('of the web server or of something before it is told as such', async () => {
    const { session } = sessionOf(answer('', [], { status: 503 }))
    expect(await session.send('Execute')).toMatchObject({ kind: 'http', status: 503 })
  })

  const other = (headers: readonly HeaderEntry[]): MapiResponse => ({
    ...answer(DONE),
    headers: new HttpHeaders(headers),
  })
  test.each([
    ['without a code', other([['Content-Type', 'text/html']]), 'mapi.http-no-code'],
    ['with a code that is no number', answer(DONE, [], { code: 'x' }), 'mapi.http-response-code'],
    [
      'of another type',
      other([
        ['X-ResponseCode', '0'],
        ['Content-Type', 'text/html'],
      ]),
      'mapi.http-content-type',
    ],
    ['to another request', answer(DONE, [['X-RequestId', '{x}:1']]), 'mapi.http-request-id'],
    ['that ends at work', answer('PROCESSING\r\n'), 'mapi.http-not-done'],
  ])('%s is refused', async (_, response, code) => {
    await expect(sessionOf(response).session.send('Connect')).rejects.toMatchObject({ code })
  })
})

test('every code has its name', () => {
  expect(responseCodeText(10)).toBe('10 Context Not Found')
  expect(responseCodeText(16)).toBe('16 Endpoint Disabled')
  expect(responseCodeText(99)).toBe('99')
  for (let code = 0; code <= 18; code += 1) expect(responseCodeText(code)).toMatch(/^\d+ \w/)
})
