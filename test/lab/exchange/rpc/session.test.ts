import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExchangeService } from '../../../../lab/exchange/exchange-service.ts'
import type { RpcSettings } from '../../../../lab/exchange/rpc/rpc-settings.ts'
import { type Lab, startLab } from '../../../../lab/index.ts'
import { tenantWith } from '../raw-client.ts'
import {
  type Channel,
  type ChannelOptions,
  connectionA1,
  openChannel,
  openClient,
  ownCookies,
} from './channels.ts'
import { EMSMDB, PDU, RTS } from './vectors.ts'

const exchange = (rpc: RpcSettings = {}): ExchangeService => ({ kind: 'exchange', version: '2016', rpc })
const faulty = (faults: RpcSettings['faults']) => exchange({ ...(faults && { faults }) })

const TENANTS = {
  healthy: exchange(),
  old: { kind: 'exchange', version: '2010 SP3' } as const,
  chunked: exchange({ chunked: true }),
  small: exchange({ receiveWindow: 8192, longestFragment: 512 }),
  short: exchange({ outChannelOctets: 131_072 }),
  'recycle-r2': faulty({ channels: 'recycled-at-once' }),
  'recycle-r1': exchange({ recycling: 'R1', faults: { channels: 'recycled-at-once' } }),
  'proxy-down': faulty({ proxy: { error: '6ba', endpoints: [6004] } }),
  explained: faulty({ proxy: { error: '6bb', extendedError: 'AAEC' } }),
  'in-stream': faulty({ proxy: { error: '6be', inStream: true } }),
  unknown: faulty({ proxy: { error: 'unknown-server' } }),
  silent: faulty({ channels: 'silent' }),
  pings: faulty({ channels: 'pings' }),
  truncated: faulty({ channels: 'truncated' }),
  'unknown-command': faulty({ channels: 'unknown-command' }),
  absent: faulty({ bind: { absent: ['emsmdb'] } }),
  refused: faulty({ bind: { refused: 4 } }),
  'no-bind': faulty({ bind: 'silent' }),
  busy: faulty({ calls: { by: { status: 0x6bb } } }),
  fragments: faulty({ calls: { of: 'mgmt', by: 'fragments' } }),
  hint: faulty({ calls: { of: 'mgmt', by: 'hint' } }),
  mute: faulty({ calls: { of: 'mgmt', by: 'silent' } }),
} satisfies Record<string, ExchangeService>

type Tenant = keyof typeof TENANTS

let lab: Lab
beforeAll(async () => {
  lab = await startLab({
    scenarios: [
      ...Object.entries(TENANTS).map(([name, service]) => tenantWith(name, service)),
      tenantWith('two-nodes', {
        kind: 'proxy',
        product: 'haproxy',
        behind: [
          { kind: 'exchange', version: '2010 SP3' },
          { kind: 'exchange', version: '2010 SP3' },
        ],
      }),
      tenantWith('buffering', {
        kind: 'proxy',
        product: 'nginx',
        behind: [exchange()],
        holdsRequestsUntil: 65_536,
      }),
      tenantWith('late', { kind: 'proxy', product: 'nginx', behind: [exchange()], buffersResponses: true }),
    ],
  })
})
afterAll(() => lab.close())

const out = (tenant: string, options: Omit<ChannelOptions, 'verb'> = {}) =>
  openChannel(lab, tenant, { verb: 'RPC_OUT_DATA', ...options })
const incoming = (tenant: string, options: Omit<ChannelOptions, 'verb'> = {}) =>
  openChannel(lab, tenant, { verb: 'RPC_IN_DATA', ...options })

/** Both channels of a tenant, with the published first PDUs sent. */
async function both(tenant: string, target?: string): Promise<{ out: Channel; incoming: Channel }> {
  const own = ownCookies()
  const options = target === undefined ? {} : { target }
  const [one, other] = await Promise.all([out(tenant, options), incoming(tenant, options)])
  one.write(own(RTS.connectionA1))
  other.write(own(RTS.connectionB1))
  return { out: one, incoming: other }
}

async function nothingIsOpen(tenant: string): Promise<void> {
  await expect.poll(() => lab.sessions(tenant).count('connection').open, { timeout: 10_000 }).toBe(0)
}

/** The published bind and call of mgmt. Resolves with the answer to the call. */
async function listening(client: Awaited<ReturnType<typeof openClient>>): Promise<string> {
  client.send(PDU.bindMgmt, PDU.isListening)
  expect((await client.out.pdu()).slice(4, 6)).toBe('0c')
  return client.out.pdu()
}

describe('a virtual connection', () => {
  test('begins with A3 on the OUT channel, and is there with C2, once both channels have met', async () => {
    const own = ownCookies()
    const channel = await out('healthy')
    channel.write(own(RTS.connectionA1))
    const { statusLine, fields } = await channel.head()
    expect(statusLine).toBe('HTTP/1.1 200 Success')
    expect([fields.get('content-type'), fields.get('content-length')]).toEqual([
      'application/rpc',
      '1073741824',
    ])
    // ConnectionTimeout, 15 minutes.
    expect(await channel.pdu()).toBe(`${RTS.connectionA3.slice(0, 48)}a0bb0d00`)
    expect(await channel.isSilentFor(50)).toBe(true)

    // Another connection's IN channel does not count.
    const stranger = await incoming('healthy')
    stranger.write(ownCookies()(RTS.connectionB1))
    expect(await channel.isSilentFor(50)).toBe(true)
    const partner = await incoming('healthy')
    partner.write(own(RTS.connectionB1))
    expect(await channel.pdu()).toBe(`${RTS.connectionC2.slice(0, 80)}a0bb0d00`)
    for (const one of [channel, stranger, partner]) one.close()
    await nothingIsOpen('healthy')
  })

  test('is idle no longer than the client wishes', async () => {
    const channel = await out('healthy', { fields: ['Pragma: No-cache, MinConnTimeout=120'] })
    channel.write(ownCookies()(RTS.connectionA1))
    await channel.head()
    expect(await channel.pdu()).toBe(RTS.connectionA3)
    channel.close()
  })

  test.each(['healthy', 'old', 'small'] as const)('carries a bind and a call (%s)', async (tenant) => {
    const client = await openClient(lab, tenant)
    expect(await listening(client)).toBe(PDU.listening)
    client.close()
    await nothingIsOpen(tenant)
  })

  test('comes in chunks where the front end makes it so', async () => {
    const { out: channel, ...rest } = await both('chunked')
    const { fields } = await channel.head()
    expect([fields.get('transfer-encoding'), fields.get('content-length')]).toEqual(['chunked', undefined])
    expect(await channel.text(4)).toBe('1c\r\n')
    rest.incoming.close()
    channel.close()
    await nothingIsOpen('chunked')
  })

  test.each(['out', 'incoming'] as const)('ends with both channels when its %s channel does', async (one) => {
    const client = await openClient(lab, 'healthy')
    client[one].close()
    await (one === 'out' ? client.incoming : client.out).ended()
    await nothingIsOpen('healthy')
  })

  test('ends when its client breaks the protocol', async () => {
    const client = await openClient(lab, 'healthy')
    // CONN/A3 is a server's.
    client.send(RTS.connectionA3)
    await client.out.ended()
    await nothingIsOpen('healthy')
  })

  test('is refused to a client that begins with something else', async () => {
    const [one, other] = await Promise.all([out('healthy'), incoming('healthy')])
    one.write(RTS.connectionB1.slice(0, 152))
    other.write(PDU.bindMgmt)
    expect((await one.head()).statusLine).toBe('HTTP/1.1 503 RPC Error: 6c0')
    expect((await other.head()).statusLine).toBe('HTTP/1.1 503 RPC Error: 6c0')
    one.close()
    other.close()
  })
})

describe('flow control', () => {
  test('tells the client what has come before its window is used up, and ends with one that does not heed it', async () => {
    const client = await openClient(lab, 'small')
    const long = Buffer.from(PDU.isListening, 'hex')
    const request = Buffer.concat([long, Buffer.alloc(488)])
    request.writeUInt16LE(512, 8)
    client.send(PDU.bindMgmt)
    await client.out.pdu()
    client.send(request.toString('hex').repeat(8))
    const pdus: string[] = []
    for (let i = 0; i < 9; i++) pdus.push(await client.out.pdu())
    const acks = pdus.filter((pdu) => pdu.slice(4, 6) === '14')
    // FlowControlAck to the client: 116 octets of the bind and eight requests, and all of the window again.
    expect(acks).toHaveLength(1)
    expect(acks[0]?.slice(32, 56)).toBe('020002000d00000000000000')
    expect(acks[0]?.slice(64, 80)).toMatch(/^[0-9a-f]{8}00200000$/)
    // The server reads no faster than it answers, and one PDU of its whole window and more is too much.
    const tooLong = Buffer.concat([long, Buffer.alloc(9000)])
    tooLong.writeUInt16LE(tooLong.length, 8)
    client.send(tooLong.toString('hex'))
    await client.out.ended()
    await nothingIsOpen('small')
  })

  test('keeps back what the client has no room for, until it says that it has', async () => {
    const client = await openClient(lab, 'healthy', { window: 8192 })
    client.send(PDU.bindMgmt)
    const ack = await client.out.pdu()
    let received = ack.length / 2
    // Answers of 32 octets: so many that the window is full.
    client.send(PDU.isListening.repeat(300))
    const fitting = Math.floor((8192 - received) / 32)
    for (let i = 0; i < fitting; i++) received += (await client.out.pdu()).length / 2
    expect(await client.out.isSilentFor(100)).toBe(true)
    const acknowledge = Buffer.from(client.own(RTS.flowControlAck), 'hex')
    acknowledge.writeUInt32LE(received, 32)
    acknowledge.writeUInt32LE(8192, 36)
    client.send(acknowledge.toString('hex'))
    for (let i = fitting; i < 300; i++) expect(await client.out.pdu()).toBe(PDU.listening)
    client.close()
  })

  test('lets no request be longer than the server takes, and takes it in fragments', async () => {
    const client = await openClient(lab, 'small', { target: 'ex01:6001' })
    client.send(PDU.bindEmsmdb)
    const ack = Buffer.from(await client.out.pdu(), 'hex')
    // max_recv_frag.
    expect(ack.readUInt16LE(18)).toBe(512)
    const stub = Buffer.from(EMSMDB.connectRequest, 'hex')
    const parts = [stub.subarray(0, 80), stub.subarray(80)]
    const pdus = parts.map((part, index) => {
      const head = Buffer.from('0500000010000000000000000700000000000000' + '00000a00', 'hex')
      head.writeUInt8(index === 0 ? 1 : 2, 3)
      head.writeUInt16LE(24 + part.length, 8)
      return Buffer.concat([head, part]).toString('hex')
    })
    client.send(...pdus)
    const answer = Buffer.from(await client.out.pdu(), 'hex')
    expect([answer.readUInt8(2), answer.readUInt32LE(12)]).toEqual([2, 7])
    // The published name is nobody's here: ecUnknownUser.
    expect(answer.readUInt32LE(answer.length - 4)).toBe(0x3eb)
    client.close()
  })
})

describe('a channel that is used up', () => {
  const SUCCESSOR = '44'.repeat(16)

  test.each([
    // OUT_R2/A6: Destination, ANCE. OUT_R2/B3: ANCE, with the flag for the end.
    [
      'recycle-r2',
      '0500140310000000200000000000000000000200' + '0d00000000000000' + '0a000000',
      '20000100' + '0a000000',
    ],
    // OUT_R1/A6: Destination, Version, ConnectionTimeout. OUT_R1/A10: ANCE.
    [
      'recycle-r1',
      '05001403100000002c0000000000000010000300' +
        '0d00000000000000' +
        '0600000001000000' +
        '02000000a0bb0d00',
      '00000100' + '0a000000',
    ],
  ] as const)('is replaced, and the session goes on over its successor (%s)', async (tenant, a6, last) => {
    const client = await openClient(lab, tenant)
    expect(await client.out.pdu()).toBe(RTS.outA2)
    expect(await listening(client)).toBe(PDU.listening)

    const successor = await out(tenant, { length: 120 })
    successor.write(client.own(RTS.outA3))
    expect(await client.out.pdu()).toBe(a6)
    // The answer to the successor begins when it takes over.
    expect(await successor.isSilentFor(50)).toBe(true)
    const isR2 = tenant === 'recycle-r2'
    const a7 = isR2
      ? `0500140310000000380000000000000010000300${'0d00000002000000'}${'03000000'}${SUCCESSOR}${'0600000001000000'}`
      : `0500140310000000300000000000000010000200${'0d00000002000000'}${'03000000'}${SUCCESSOR}`
    client.send(a7)
    expect((await client.out.pdu()).slice(32)).toBe(last)
    await client.out.ended()
    expect((await successor.head()).statusLine).toBe('HTTP/1.1 200 Success')
    // OUT_R2/C1 or OUT_R1/A11 has nothing to say.
    successor.write(
      isR2
        ? `0500140310000000180000000000000001000100${'07000000'}`
        : `0500140310000000180000000000000000000100${'0a000000'}`,
    )
    client.send(PDU.isListening)
    expect(await successor.pdu()).toBe(PDU.listening)
    successor.close()
    await client.incoming.ended()
    await nothingIsOpen(tenant)
  })

  test('is to be replaced as soon as half of a short one is used', async () => {
    const client = await openClient(lab, 'short')
    client.send(PDU.bindMgmt)
    await client.out.pdu()
    let sent = 300
    while (sent < 65_536) {
      client.send(PDU.isListening.repeat(64))
      for (let i = 0; i < 64; i++) {
        const pdu = await client.out.pdu()
        sent += pdu.length / 2
        if (pdu === RTS.outA2) sent += 65_536
      }
    }
    expect(sent).toBeGreaterThan(131_072)
    client.close()
  })

  test.each([
    // IN_R2/A4: Destination.
    ['healthy', '05001403100000001c0000000000000000000100' + '0d00000000000000'],
    // IN_R1/A4: Destination, Version, ReceiveWindowSize, ConnectionTimeout.
    [
      'recycle-r1',
      '0500140310000000340000000000000000000400' +
        '0d00000000000000' +
        '0600000001000000' +
        '0000000000000100' +
        '02000000a0bb0d00',
    ],
  ] as const)('for IN is replaced by the client (%s)', async (tenant, a4) => {
    const client = await openClient(lab, tenant)
    if (tenant === 'recycle-r1') await client.out.pdu()
    const successor = await incoming(tenant)
    successor.write(client.own(RTS.inA1))
    expect(await client.out.pdu()).toBe(a4)
    // IN_R1/A5, IN_R2/A5: the successor's cookie is the last that comes over the predecessor.
    client.send(PDU.bindMgmt, `0500140310000000280000000000000000000100${'03000000'}${SUCCESSOR}`)
    successor.write(PDU.isListening)
    expect((await client.out.pdu()).slice(4, 6)).toBe('0c')
    expect(await client.out.pdu()).toBe(PDU.listening)
    await client.incoming.ended()
    successor.close()
    await client.out.ended()
    await nothingIsOpen(tenant)
  })
})

describe('the RPC proxy says why it gets nowhere', () => {
  test.each([
    ['healthy', 'nobody:6001', 'HTTP/1.1 404 Not Found'],
    ['healthy', 'ex01:593', 'HTTP/1.1 400 Invalid RPC Port'],
    ['healthy', 'ex01:6003', 'HTTP/1.1 503 RPC Error: 6ba'],
    ['healthy', 'ex01', 'HTTP/1.1 503 RPC Error: 57'],
    ['old', 'nobody:6001', 'HTTP/1.1 503 RPC Error: 6ba'],
    ['old', 'ex01:593', 'HTTP/1.1 503 RPC Error: 6ba'],
    ['proxy-down', 'ex01:6004', 'HTTP/1.1 503 RPC Error: 6ba'],
    ['explained', 'ex01:6001', 'HTTP/1.1 503 RPC Error: 6bb, EEInfo: AAEC'],
    ['unknown', 'ex01:6001', 'HTTP/1.1 404 Not Found'],
  ] as const)('%s says of %s: %s', async (tenant, target, expected) => {
    const channel = await out(tenant, { target })
    channel.write(connectionA1())
    expect((await channel.head()).statusLine).toBe(expected)
    channel.close()
  })

  test('of one endpoint, while the others are there', async () => {
    const client = await openClient(lab, 'proxy-down', { target: 'ex01:6001' })
    expect(await listening(client)).toBe(PDU.listening)
    client.close()
  })

  test('inside a channel that had begun well', async () => {
    const channels = await both('in-stream')
    await channels.out.head()
    await channels.out.pdu()
    expect(await channels.out.ended()).toBe('HTTP/1.0 503 RPC Error: 6be\r\n\r\n')
    channels.incoming.close()
    await nothingIsOpen('in-stream')
  })
})

describe('faults of the channels', () => {
  test.each(['silent', 'two-nodes', 'buffering'])('%s: A3 comes, and C2 never', async (tenant) => {
    const channels = await both(tenant)
    await channels.out.head()
    expect((await channels.out.pdu()).slice(0, 48)).toBe(RTS.connectionA3.slice(0, 48))
    expect(await channels.out.isSilentFor(100)).toBe(true)
    channels.out.close()
    channels.incoming.close()
    await nothingIsOpen(tenant)
  })

  test('late: the answer to OUT does not come as long as it goes on', async () => {
    const channels = await both('late')
    expect(await channels.out.isSilentFor(100)).toBe(true)
    channels.incoming.close()
    await nothingIsOpen('late')
    channels.out.close()
  })

  test('pings: nothing but pings comes', async () => {
    const channels = await both('pings')
    await channels.out.head()
    await channels.out.pdu()
    expect([await channels.out.pdu(), await channels.out.pdu()]).toEqual([RTS.ping, RTS.ping])
    channels.out.close()
    channels.incoming.close()
    await nothingIsOpen('pings')
  })

  test('truncated: the last PDU ends in its middle', async () => {
    const channels = await both('truncated')
    await channels.out.head()
    await channels.out.pdu()
    const rest = Buffer.from(await channels.out.ended(), 'latin1')
    expect(rest.length).toBe(34)
    expect(rest.readUInt16LE(8)).toBe(44)
    channels.incoming.close()
  })

  test('unknown-command: C2 has a command that nobody knows', async () => {
    const channels = await both('unknown-command')
    await channels.out.head()
    await channels.out.pdu()
    const c2 = Buffer.from(await channels.out.pdu(), 'hex')
    expect([c2.readUInt16LE(18), c2.readUInt32LE(44)]).toEqual([4, 0xff])
    channels.out.close()
    channels.incoming.close()
  })
})

describe('faults of binds and calls', () => {
  test('absent: the interface is rejected by the provider', async () => {
    const client = await openClient(lab, 'absent')
    client.send(PDU.bindEmsmdb)
    const ack = await client.out.pdu()
    // result 2, reason 1, and no syntax.
    expect(ack.slice(72, 80)).toBe('02000100')
    client.close()
  })

  test('refused: bind_nak says the reason', async () => {
    const client = await openClient(lab, 'refused')
    client.send(PDU.bindMgmt)
    expect((await client.out.pdu()).slice(4, 6)).toBe('0d')
    client.close()
  })

  test.each(['no-bind', 'mute'] as const)('%s: no answer comes', async (tenant) => {
    const client = await openClient(lab, tenant)
    client.send(PDU.bindMgmt)
    if (tenant === 'mute') {
      await client.out.pdu()
      client.send(PDU.isListening)
    }
    expect(await client.out.isSilentFor(100)).toBe(true)
    client.close()
    await nothingIsOpen(tenant)
  })

  test('busy: calls but those of mgmt end with a fault', async () => {
    const client = await openClient(lab, 'busy')
    expect(await listening(client)).toBe(PDU.listening)
    // alter_context to the mailbox store, and EcDummyRpc.
    const alter = PDU.bindEmsmdb
      .replace('05000b03', '05000e03')
      .replace('0200000000000100', '0200000002000100')
    client.send(alter, '05000003100000001800000009000000' + '0000000002000600')
    expect((await client.out.pdu()).slice(4, 6)).toBe('0f')
    const fault = Buffer.from(await client.out.pdu(), 'hex')
    expect([fault.readUInt8(2), fault.readUInt32LE(12), fault.readUInt32LE(24)]).toEqual([3, 9, 0x6bb])
    client.close()
  })

  test('fragments: an answer comes in pieces of sixteen octets', async () => {
    const client = await openClient(lab, 'fragments')
    client.send(
      PDU.bindMgmt,
      PDU.isListening.replace('02000000000000000000' + '0200', '02000000000000000000' + '0000'),
    )
    await client.out.pdu()
    const flags: number[] = []
    do flags.push(Buffer.from(await client.out.pdu(), 'hex').readUInt8(3))
    while (((flags.at(-1) ?? 2) & 2) === 0)
    expect([flags[0], new Set(flags.slice(1, -1)), flags.at(-1)]).toEqual([1, new Set([0]), 2])
    client.close()
  })

  test('hint: an answer is longer than it says', async () => {
    const client = await openClient(lab, 'hint')
    const answer = await listening(client)
    expect(Buffer.from(answer, 'hex').readUInt32LE(16)).toBe(4)
    client.close()
  })

  test('a call of an interface that was not bound, and of a method that is none, end with faults', async () => {
    const client = await openClient(lab, 'healthy')
    client.send(PDU.bindMgmt)
    await client.out.pdu()
    const status = async (context: string, opnum: string) => {
      client.send(`050000031000000018000000030000000000000${'0'}${context}${opnum}`)
      return Buffer.from(await client.out.pdu(), 'hex').readUInt32LE(24)
    }
    expect(await status('0700', '0200')).toBe(0x1c010003)
    expect(await status('0000', '6300')).toBe(0x1c010002)
    client.close()
  })
})

test('every tenant that these tests opened something at has nothing open at the end', async () => {
  for (const tenant of Object.keys(TENANTS) as Tenant[]) await nothingIsOpen(tenant)
})
