import {
  type Answer,
  AUTHENTIC_DATA,
  CHECKING_DISABLED,
  type DecodedPacket,
  DNSSEC_OK,
  decode,
  encode,
  RECURSION_DESIRED,
  type RecordType,
} from 'dns-packet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, type Scenario, scenarios, startLab } from '../../lab/index.ts'

/** A tenant with every kind of record and fault, beside the lab's own. */
const records: Scenario = {
  name: 'records',
  title: 'Every kind of record, and every way of failing',
  rows: [],
  hosts: { mail: { addresses: ['ipv4', 'ipv6'], ports: {} }, inside: { addresses: ['private'], ports: {} } },
  zone: [
    { name: '@', type: 'MX', preference: 10, target: 'mail' },
    { name: '@', type: 'TXT', text: 'x'.repeat(300) },
    { name: '@', type: 'CAA', tag: 'issue', value: 'ca.lab.test' },
    { name: 'mail', type: 'HOST', host: 'mail', ttl: 60 },
    { name: 'one', type: 'CNAME', target: 'two' },
    { name: 'two', type: 'CNAME', target: 'mail' },
    { name: 'away', type: 'CNAME', target: 'mail.plain.test.' },
    { name: 'gone', type: 'CNAME', target: 'nothing' },
    { name: 'loop', type: 'CNAME', target: 'loop' },
    { name: '_autodiscover._tcp', type: 'SRV', priority: 0, weight: 5, port: 443, target: 'mail' },
    { name: '*.web', type: 'A', address: '203.0.113.250' },
    { name: 'servfail', type: 'HOST', host: 'mail' },
    { name: 'split', type: 'HOST', host: 'mail' },
  ],
  views: {
    inside: [{ name: 'split', type: 'HOST', host: 'inside' }],
    'resolver-b': [{ name: 'split', type: 'A', address: '203.0.113.251' }],
  },
  dnsFaults: [
    { name: 'servfail', at: ['resolver-b'], fault: 'servfail', extendedError: { code: 22, text: 'no way' } },
    { name: 'refused', fault: 'refused' },
    { name: 'truncated', fault: 'truncated' },
    { name: 'silence', fault: 'silence' },
  ],
  expect: [],
}

let lab: Lab

beforeAll(async () => {
  lab = await startLab({ scenarios: [...scenarios, records] })
})
afterAll(() => lab.close())

interface Asked {
  readonly at?: string
  readonly flags?: number
  /** The flags of an OPT record; without it there is none. */
  readonly edns?: number
  readonly signal?: AbortSignal
}

function queryBytes(
  name: string,
  type: RecordType,
  { flags = 0, edns }: Asked = {},
): Uint8Array<ArrayBuffer> {
  const additionals: Answer[] =
    edns === undefined
      ? []
      : [
          {
            type: 'OPT',
            name: '.',
            udpPayloadSize: 1232,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: edns,
            flag_do: false,
            options: [],
          },
        ]
  const query = { id: 4711, type: 'query' as const, flags: RECURSION_DESIRED | flags }
  return new Uint8Array(encode({ ...query, questions: [{ name, type }], additionals }))
}

function resolverUrl(name = 'resolver-a'): string {
  return lab.map.resolvers[`https://${name}.lab.test/dns-query`] ?? ''
}

async function askBytes(name: string, type: RecordType, asked: Asked = {}): Promise<Buffer> {
  const response = await fetch(resolverUrl(asked.at), {
    method: 'POST',
    headers: { 'content-type': 'application/dns-message' },
    body: queryBytes(name, type, asked),
    signal: asked.signal ?? null,
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/dns-message')
  return Buffer.from(await response.arrayBuffer())
}

/** The reply as an independent library reads it; it has the response code as text, though its types leave it out. */
async function ask(
  name: string,
  type: RecordType,
  asked?: Asked,
): Promise<DecodedPacket & { rcode?: string }> {
  return decode(await askBytes(name, type, asked))
}

/** The answer section as text, a line a record. */
async function answersTo(name: string, type: RecordType, asked?: Asked): Promise<string[]> {
  const { answers = [] } = await ask(name, type, asked)
  return answers.map((one) => `${one.name} ${one.type} ${'data' in one ? dataText(one.data) : ''}`)
}

function dataText(data: unknown): string {
  return typeof data === 'string' ? data : JSON.stringify(data)
}

/** The extended error of a reply (RFC 8914), if it has one. */
function extendedError({ additionals = [] }: DecodedPacket): { code: number; text: string } | undefined {
  const opt = additionals.find((one) => one.type === 'OPT')
  const option = opt?.type === 'OPT' ? opt.options.find(({ code }) => Number(code) === 15)?.data : undefined
  return option && { code: option.readUInt16BE(0), text: option.toString('utf8', 2) }
}

describe('a resolver answers', () => {
  test('with every type of record', async () => {
    const [address] = lab.addresses.records?.mail ?? []
    const sixth = lab.addresses.records?.mail?.[1]
    expect(await answersTo('mail.records.test', 'A')).toEqual([`mail.records.test A ${address}`])
    expect(await answersTo('mail.records.test', 'AAAA')).toEqual([`mail.records.test AAAA ${sixth}`])
    expect(await answersTo('records.test', 'MX')).toEqual([
      'records.test MX {"preference":10,"exchange":"mail.records.test"}',
    ])
    expect(await answersTo('_autodiscover._tcp.records.test', 'SRV')).toEqual([
      '_autodiscover._tcp.records.test SRV {"priority":0,"weight":5,"port":443,"target":"mail.records.test"}',
    ])
    expect((await answersTo('records.test', 'NS')).sort()).toEqual([
      'records.test NS ns1.lab.test',
      'records.test NS ns2.lab.test',
    ])
    expect((await answersTo('records.test', 'CAA')).join()).toContain('"tag":"issue","value":"ca.lab.test"')
    expect((await answersTo('records.test', 'SOA')).join()).toContain('"mname":"ns1.lab.test"')
  })

  test('with a long text in parts of at most 255 bytes', async () => {
    const [txt] = (await ask('records.test', 'TXT')).answers ?? []
    const parts = txt?.type === 'TXT' && Array.isArray(txt.data) ? txt.data.map((part) => part.length) : []
    expect(parts).toEqual([255, 45])
  })

  test('with the very bytes of RFC 1035', async () => {
    // id 4711; QR RD RA; one question, one answer; the answer's name points at the question's; A, IN, 60 s.
    const reply = await askBytes('mail.records.test', 'A')
    const question = Buffer.from('\x04mail\x07records\x04test\0\0\x01\0\x01', 'latin1')
    const address = (lab.addresses.records?.mail?.[0] ?? '').split('.').map(Number)
    expect(reply).toEqual(
      Buffer.concat([
        Buffer.from('126781800001000100000000', 'hex'),
        question,
        Buffer.from('c00c000100010000003c0004', 'hex'),
        Buffer.from(address),
      ]),
    )
  })

  test('following aliases, also into another zone', async () => {
    expect((await answersTo('one.records.test', 'A')).map((line) => line.split(' ').slice(0, 2))).toEqual([
      ['one.records.test', 'CNAME'],
      ['two.records.test', 'CNAME'],
      ['mail.records.test', 'A'],
    ])
    expect((await answersTo('away.records.test', 'A')).at(-1)).toBe(
      `mail.plain.test A ${lab.addresses.plain?.mail?.[0]}`,
    )
  })

  test('with the alias alone, when that is asked for', async () => {
    expect(await answersTo('one.records.test', 'CNAME')).toEqual(['one.records.test CNAME two.records.test'])
  })

  test('in the case in which the name was spelt', async () => {
    expect((await answersTo('MaIl.Records.TEST', 'A'))[0]).toBe(
      `MaIl.Records.TEST A ${lab.addresses.records?.mail?.[0]}`,
    )
  })

  test('for any name below a wildcard', async () => {
    expect(await answersTo('a.b.web.records.test', 'A')).toEqual(['a.b.web.records.test A 203.0.113.250'])
  })

  test('differently from another resolver, and from the one inside', async () => {
    const [inside] = lab.addresses.records?.inside ?? []
    expect(await answersTo('split.records.test', 'A', { at: 'resolver-b' })).toEqual([
      'split.records.test A 203.0.113.251',
    ])
    expect(await answersTo('split.records.test', 'A', { at: 'inside' })).toEqual([
      `split.records.test A ${inside}`,
    ])
    expect(await answersTo('split.records.test', 'A')).toEqual([
      `split.records.test A ${lab.addresses.records?.mail?.[0]}`,
    ])
  })
})

describe('a resolver denies', () => {
  const authority = ({ authorities = [] }: DecodedPacket) =>
    authorities.map(({ name, type }) => `${name} ${type}`)

  test('a name that is not there: NXDOMAIN, and who says so', async () => {
    const reply = await ask('nothing.records.test', 'A')
    expect([reply.rcode, reply.answers]).toEqual(['NXDOMAIN', []])
    expect(authority(reply)).toEqual(['records.test SOA'])
  })

  test('a type that the name does not have: no error and no data, and who says so', async () => {
    const reply = await ask('_autodiscover._tcp.records.test', 'A')
    expect([reply.rcode, reply.answers]).toEqual(['NOERROR', []])
    expect(authority(reply)).toEqual(['records.test SOA'])
  })

  test('nothing about a name that merely lies between two others', async () => {
    expect((await ask('_tcp.records.test', 'A')).rcode).toBe('NOERROR')
  })

  test('the target of an alias, and shows the alias', async () => {
    const reply = await ask('gone.records.test', 'A')
    expect(reply.rcode).toBe('NXDOMAIN')
    expect(reply.answers?.map(({ type }) => type)).toEqual(['CNAME'])
  })

  test("names that are no tenant's", async () => {
    expect((await ask('nobody.test', 'A')).rcode).toBe('NXDOMAIN')
    expect((await ask('www.example.com', 'A')).rcode).toBe('NXDOMAIN')
  })
})

describe('a resolver fails', () => {
  test('with SERVFAIL and the reason, while the other one answers', async () => {
    const reply = await ask('servfail.records.test', 'A', { at: 'resolver-b', edns: 0 })
    expect(reply.rcode).toBe('SERVFAIL')
    expect(extendedError(reply)).toEqual({ code: 22, text: 'no way' })
    expect((await ask('servfail.records.test', 'A')).rcode).toBe('NOERROR')
  })

  test('and keeps the reason from a client that sent no OPT record', async () => {
    const reply = await ask('servfail.records.test', 'A', { at: 'resolver-b' })
    expect([reply.rcode, reply.additionals]).toEqual(['SERVFAIL', []])
  })

  test('with REFUSED', async () => {
    expect((await ask('refused.records.test', 'A')).rcode).toBe('REFUSED')
  })

  test('with a truncated answer', async () => {
    const reply = await ask('truncated.records.test', 'A')
    expect([reply.flag_tc, reply.answers]).toEqual([true, []])
  })

  test('by never answering, also for the names below', async () => {
    const signal = AbortSignal.timeout(100)
    await expect(askBytes('www.silence.records.test', 'A', { signal })).rejects.toThrow(/abort|timeout/i)
  })

  test('on aliases that go round in circles', async () => {
    expect((await ask('loop.records.test', 'A')).rcode).toBe('SERVFAIL')
  })
})

describe('DNSSEC', () => {
  test('a signed zone validates, and that is said to who asks', async () => {
    expect((await ask('mail.signed-zone.test', 'A', { edns: DNSSEC_OK })).flag_ad).toBe(true)
    expect((await ask('mail.signed-zone.test', 'A', { flags: AUTHENTIC_DATA })).flag_ad).toBe(true)
    expect((await ask('mail.signed-zone.test', 'A')).flag_ad).toBe(false)
    expect((await ask('mail.plain.test', 'A', { edns: DNSSEC_OK })).flag_ad).toBe(false)
  })

  test('a bogus zone is SERVFAIL, but answers when told not to check', async () => {
    const reply = await ask('mail.dnssec-bogus.test', 'A', { edns: DNSSEC_OK })
    expect(reply.rcode).toBe('SERVFAIL')
    expect(extendedError(reply)?.code).toBe(6)
    const unchecked = await ask('mail.dnssec-bogus.test', 'A', { flags: CHECKING_DISABLED, edns: DNSSEC_OK })
    expect([unchecked.rcode, unchecked.flag_cd, unchecked.flag_ad]).toEqual(['NOERROR', true, false])
    expect(unchecked.answers).toHaveLength(1)
  })
})

describe('the HTTP side (RFC 8484)', () => {
  test('takes a query in the URL too', async () => {
    const dns = Buffer.from(queryBytes('mail.plain.test', 'A')).toString('base64url')
    const response = await fetch(`${resolverUrl()}?dns=${dns}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('max-age=300')
    expect(decode(Buffer.from(await response.arrayBuffer())).answers).toHaveLength(1)
  })

  test.each([
    [
      'a query that is none',
      { method: 'POST', body: 'x', headers: { 'content-type': 'application/dns-message' } },
      400,
    ],
    ['another media type', { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } }, 415],
    ['another method', { method: 'PUT' }, 405],
    ['a GET without a query', {}, 400],
    [
      'a message longer than there can be one',
      { method: 'POST', body: 'x'.repeat(70_000), headers: { 'content-type': 'application/dns-message' } },
      413,
    ],
  ])('refuses %s', async (_what, request, status) => {
    expect((await fetch(resolverUrl(), request)).status).toBe(status)
  })

  test('refuses every shortened query, and never breaks', async () => {
    const query = queryBytes('mail.plain.test', 'A')
    for (let length = 0; length < query.length; length++) {
      const body = query.slice(0, length)
      const headers = { 'content-type': 'application/dns-message' }
      expect((await fetch(resolverUrl(), { method: 'POST', headers, body })).status).toBe(400)
    }
  })
})

test('questions are counted by tenant', async () => {
  const before = lab.traffic('dual-stack').questions
  await ask('mail.dual-stack.test', 'A')
  await ask('dual-stack.test', 'MX', { at: 'resolver-b' })
  expect(lab.traffic('dual-stack').questions).toBe(before + 2)
})
