import { request as httpsRequest } from 'node:https'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LAB_PASSWORD } from '../../../../lab/accounts/index.ts'
import { mailboxOf } from '../../../../lab/exchange/autodiscover/mailbox.ts'
import type { ExchangeService } from '../../../../lab/exchange/exchange-service.ts'
import type { MapiFaults } from '../../../../lab/exchange/mapi/mapi-settings.ts'
import { serverFacts } from '../../../../lab/exchange/server-facts.ts'
import { type Lab, startLab } from '../../../../lab/index.ts'
import { portOf } from '../../lab-client.ts'
import { tenantWith } from '../raw-client.ts'

/** With Basic, which needs no more than a line. */
const exchange = (change: Partial<ExchangeService> = {}): ExchangeService => ({
  kind: 'exchange',
  version: '2016',
  directories: { mapi: { schemes: ['Negotiate', 'NTLM', 'Basic'] } },
  ...change,
})

const FAULTS = {
  later: { of: ['Connect'], responseCode: 9, afterDone: true },
  storm: { of: ['Connect'], pending: 500 },
  split: { of: ['Connect'], splitTags: true },
  endless: { of: ['Connect'], withoutDone: true },
  broken: { of: ['Connect'], status: 503 },
  page: { of: ['Connect'], contentType: 'text/html' },
} satisfies Record<string, MapiFaults>

let lab: Lab
beforeAll(async () => {
  lab = await startLab({
    scenarios: [
      tenantWith('healthy', exchange()),
      tenantWith('asks-nobody', exchange({ directories: { mapi: { anonymous: true } } })),
      tenantWith('stale', exchange({ mailbox: { staleSession: true } })),
      tenantWith('nodes', {
        kind: 'proxy',
        product: 'haproxy',
        behind: [exchange(), exchange()],
        connections: 'pooled',
      }),
      ...Object.entries(FAULTS).map(([name, mapi]) => tenantWith(name, exchange({ mapi }))),
      ...[2, 5, 6, 7, 9, 10, 11, 12, 13, 15, 16, 18].map((responseCode) =>
        tenantWith(`code-${responseCode}`, exchange({ mapi: { responseCode } })),
      ),
    ],
  })
})
afterAll(() => lab.close())

interface MapiAnswer {
  readonly status: number
  readonly code: string | undefined
  readonly type: string | undefined
  readonly cookies: readonly string[]
  /** The body, its chunks joined. */
  readonly body: Buffer
  /** What stands before the first empty line, and what after it. */
  readonly tags: string
  readonly content: Buffer
}

interface Ask {
  readonly path?: string
  readonly cookies?: readonly string[]
  readonly body?: Buffer
  readonly fields?: Readonly<Record<string, string | undefined>>
  readonly user?: string
}

function mapi(tenant: string, type: string, ask: Ask = {}): Promise<MapiAnswer> {
  const {
    path = '/mapi/emsmdb/',
    cookies = [],
    body = Buffer.alloc(0),
    fields = {},
    user = 'CORP\\anna',
  } = ask
  const headers = {
    Authorization: `Basic ${Buffer.from(`${user}:${LAB_PASSWORD}`).toString('base64')}`,
    'Content-Type': 'application/mapi-http',
    'Content-Length': String(body.length),
    'X-RequestType': type,
    'X-RequestId': '{4f7a9a8e-6a0c-4c54-9d0b-6f2d0d3c7f11}:1',
    'X-ClientApplication': 'Outlook/16.0.17928.20000',
    'X-ClientInfo': '{4f7a9a8e-6a0c-4c54-9d0b-6f2d0d3c7f12}:1',
    ...(cookies.length > 0 && { Cookie: cookies.join('; ') }),
    ...fields,
  }
  const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined))
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        host: '127.0.0.1',
        port: portOf(lab, tenant),
        servername: `mail.${tenant}.test`,
        ca: lab.rootPem,
        path,
        method: 'POST',
        headers: sent,
        agent: false,
      },
      (response) => {
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('end', () => {
          const whole = Buffer.concat(pieces)
          const end = whole.indexOf('\r\n\r\n')
          const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)
          resolve({
            status: response.statusCode ?? 0,
            code: one(response.headers['x-responsecode']),
            type: one(response.headers['content-type']),
            cookies: (response.headers['set-cookie'] ?? []).map((line) => line.split(';')[0] ?? ''),
            body: whole,
            tags: whole.subarray(0, Math.max(0, end)).toString('latin1'),
            content: end === -1 ? Buffer.alloc(0) : whole.subarray(end + 4),
          })
        })
        response.on('error', reject)
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

const NO_AUX = Buffer.alloc(4)
const u32 = (...values: readonly number[]) =>
  Buffer.concat(
    values.map((value) => {
      const octets = Buffer.alloc(4)
      octets.writeUInt32LE(value)
      return octets
    }),
  )

function dnOf(tenant: string): string {
  return mailboxOf(`anna@${tenant}.test`, serverFacts(exchange(), `${tenant}.test`)).legacyDn
}

/** Connect (MS-OXCMAPIHTTP section 2.2.4.1.1): name, flags, code page, languages, no auxiliary buffer. */
const connectBody = (dn: string) =>
  Buffer.concat([Buffer.from(`${dn}\0`), u32(0, 1252, 0x409, 0x409), NO_AUX])

function connect(tenant: string, ask: Ask = {}): Promise<MapiAnswer> {
  return mapi(tenant, 'Connect', { body: connectBody(dnOf(tenant)), ...ask })
}

/** Execute with RopLogon (MS-OXCROPS section 2.2.3.1). */
function executeBody(dn: string): Buffer {
  const name = Buffer.from(`${dn}\0`)
  const logon = Buffer.concat([
    Buffer.from('fe000001', 'hex'),
    u32(0x01000404, 0),
    Buffer.of(name.length, 0),
    name,
  ])
  const rops = Buffer.concat([Buffer.of(logon.length + 2, 0), logon, u32(0xffffffff)])
  const length = Buffer.of(rops.length, 0)
  const buffer = Buffer.concat([Buffer.from('00000400', 'hex'), length, length, rops])
  return Buffer.concat([u32(3, buffer.length), buffer, u32(0x10008), NO_AUX])
}

describe('a session of MAPI over HTTP', () => {
  test('connects, opens the mailbox, and leaves', async () => {
    const connected = await connect('healthy')
    expect([connected.status, connected.code, connected.type]).toEqual([200, '0', 'application/mapi-http'])
    expect(connected.tags).toMatch(/^PROCESSING\r\nDONE\r\nX-ElapsedTime: \d+\r\nX-StartTime: .* GMT$/)
    expect(connected.content.subarray(0, 8).equals(u32(0, 0))).toBe(true)
    expect(connected.cookies.map((cookie) => cookie.split('=')[0])).toEqual(['MapiContext', 'MapiSequence'])

    const executed = await mapi('healthy', 'Execute', {
      cookies: connected.cookies,
      body: executeBody(dnOf('healthy')),
    })
    // Two codes, flags, size; header of the buffer; size of the ROPs; RopLogon.
    expect(executed.content.subarray(0, 16).equals(u32(0, 0, 0, 180))).toBe(true)
    expect(executed.content.subarray(26, 32).toString('hex')).toBe('fe0000000000')
    expect(lab.sessions('healthy').count('logon').open).toBe(1)

    const left = await mapi('healthy', 'Disconnect', { cookies: executed.cookies, body: NO_AUX })
    expect(left.content.equals(u32(0, 0, 0))).toBe(true)
    const counts = (['mailbox', 'logon'] as const).map((kind) => lab.sessions('healthy').count(kind))
    expect(counts).toEqual([
      { open: 0, opened: 1 },
      { open: 0, opened: 1 },
    ])
    const after = await mapi('healthy', 'Execute', { cookies: executed.cookies, body: NO_AUX })
    expect([after.code, after.type, after.cookies]).toEqual(['10', 'text/html', []])
  })

  test('says PING without a context and within one', async () => {
    expect((await mapi('healthy', 'PING')).tags).toMatch(/^PROCESSING\r\nDONE/)
    const { cookies } = await connect('healthy')
    const ping = await mapi('healthy', 'PING', { cookies })
    expect([ping.code, ping.content.length]).toEqual(['0', 0])
    expect((await mapi('healthy', 'Disconnect', { cookies: ping.cookies, body: NO_AUX })).code).toBe('0')
  })

  test('begun anew ends the one before', async () => {
    const before = lab.sessions('healthy').count('mailbox').open
    const { cookies } = await connect('healthy')
    const again = await connect('healthy', { cookies })
    expect(lab.sessions('healthy').count('mailbox').open).toBe(before + 1)
    await mapi('healthy', 'Disconnect', { cookies: again.cookies, body: NO_AUX })
    expect(lab.sessions('healthy').count('mailbox').open).toBe(before)
  })

  test('is told its name, its address lists and the URL of its mailbox by the address book', async () => {
    const path = '/mapi/nspi/'
    const stat = Buffer.concat([Buffer.alloc(24), u32(1252, 0x409, 0x409)])
    const bound = await mapi('healthy', 'Bind', {
      path,
      body: Buffer.concat([u32(0), Buffer.of(0xff), stat, NO_AUX]),
    })
    expect([bound.code, bound.content.length]).toEqual(['0', 28])
    const table = await mapi('healthy', 'GetSpecialTable', {
      path,
      cookies: bound.cookies,
      body: Buffer.concat([u32(4), Buffer.of(0, 0), NO_AUX]),
    })
    expect(table.content.includes(Buffer.from('Default Global Address List\0', 'utf16le'))).toBe(true)
    const { serverDn } = mailboxOf('anna@healthy.test', serverFacts(exchange(), 'healthy.test'))
    const url = await mapi('healthy', 'GetMailboxUrl', {
      path,
      cookies: table.cookies,
      body: Buffer.concat([u32(0), Buffer.from(`${serverDn}\0`, 'utf16le'), NO_AUX]),
    })
    expect(url.content.toString('utf16le')).toContain('https://mail.healthy.test/mapi/emsmdb/?MailboxId=')
    const unbound = await mapi('healthy', 'Unbind', {
      path,
      cookies: url.cookies,
      body: Buffer.concat([u32(0), NO_AUX]),
    })
    expect(unbound.content.equals(u32(0, 1, 0))).toBe(true)
    expect(lab.sessions('healthy').count('address-book').open).toBe(0)
  })
})

describe('a request is refused with', () => {
  test.each([
    ['5, when nobody knows its type', '5', 'Conect', {}],
    ['5, when it is the other endpoint’s', '5', 'Bind', {}],
    ['7, without a type', '7', 'PING', { fields: { 'X-RequestType': undefined } }],
    ['7, without an identifier', '7', 'PING', { fields: { 'X-RequestId': undefined } }],
    ['4, with an identifier that is none', '4', 'PING', { fields: { 'X-RequestId': '7' } }],
    ['4, with another type of content', '4', 'PING', { fields: { 'Content-Type': 'text/xml' } }],
    ['3, at no endpoint', '3', 'PING', { path: '/mapi/other/' }],
    ['12, with a body that is none', '12', 'Connect', { body: Buffer.from('x') }],
    ['13, without cookies', '13', 'Execute', { body: NO_AUX }],
    ['6, with a cookie that is none', '6', 'Execute', { cookies: ['MapiContext=x', 'MapiSequence=y'] }],
    ['10, with a context that is not there', '10', 'Execute', { cookies: [`MapiContext=${'0'.repeat(32)}`] }],
    ['9, with a body that is too long', '9', 'Connect', { body: Buffer.alloc(0x8_0001) }],
  ] as const)('%s', async (_what, code, type, ask) => {
    const answer = await mapi('healthy', type, ask)
    expect([answer.status, answer.code, answer.type]).toEqual([200, code, 'text/html'])
  })

  test('15, with a sequence that was there before', async () => {
    const { cookies } = await connect('healthy')
    const ping = await mapi('healthy', 'PING', { cookies })
    expect((await mapi('healthy', 'PING', { cookies })).code).toBe('15')
    await mapi('healthy', 'Disconnect', { cookies: ping.cookies, body: NO_AUX })
  })

  test('8, when nobody says who he is', async () => {
    expect((await connect('asks-nobody')).code).toBe('8')
    expect((await mapi('asks-nobody', 'PING')).code).toBe('0')
  })

  test.each([2, 5, 6, 7, 9, 10, 11, 12, 13, 15, 16, 18])(
    '%d, where the server is set up so',
    async (code) => {
      const answer = await connect(`code-${code}`)
      expect([answer.status, answer.code]).toEqual([200, String(code)])
      expect((await mapi(`code-${code}`, 'PING')).code).toBe('0')
    },
  )
})

describe('faults', () => {
  test('later: the code comes after DONE alone', async () => {
    const answer = await connect('later')
    expect(answer.code).toBe('0')
    expect(answer.tags).toContain('\r\nDONE\r\nX-ResponseCode: 9\r\n')
  })

  test('storm: the client waits five hundred times', async () => {
    expect((await connect('storm')).tags.match(/PENDING\r\n/g)).toHaveLength(500)
  })

  test('split: the tags come octet by octet, and are whole', async () => {
    expect((await connect('split')).tags).toMatch(/^PROCESSING\r\nDONE\r\n/)
  })

  test('endless: DONE never comes', async () => {
    expect((await connect('endless')).body.toString('latin1')).toBe('PROCESSING\r\n')
  })

  test('broken and page: another status, another type of content', async () => {
    expect((await connect('broken')).status).toBe(503)
    expect((await connect('page')).type).toBe('text/html')
  })

  test('stale: the session is gone when it is used', async () => {
    const { cookies } = await connect('stale')
    const executed = await mapi('stale', 'Execute', { cookies, body: executeBody(dnOf('stale')) })
    expect(executed.code).toBe('10')
  })

  test('nodes: another server knows nothing of the session', async () => {
    const { cookies, content } = await connect('nodes')
    expect(content.subarray(0, 8).equals(u32(0, 0))).toBe(true)
    expect((await mapi('nodes', 'PING', { cookies })).code).toBe('10')
  })
})
