import { describe, expect, test } from 'vitest'
import { concatBytes, fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import {
  encodeRequest,
  encodeResponse,
  encodeRts,
  findCommand,
  RpcError,
  RpcRefused,
  type RpcTraceEntry,
  RTS_FLAG,
  readRts,
  VirtualConnection,
} from '../../../shared/protocols/rpc/index.ts'
import { fromLatin1 } from '../http/memory-stream.ts'
import { breathe, c2WithWindow, ScriptedProxy } from './scripted-proxy.ts'
import { DCE, RTS } from './vectors.ts'

const request = (size: number) =>
  encodeRequest({ callId: 2, contextId: 0, opnum: 2, allocHint: 0, stub: new Uint8Array(size - 24) }).bytes()
const response = (size: number) =>
  encodeResponse({
    callId: 2,
    contextId: 0,
    cancelCount: 0,
    allocHint: 0,
    stub: new Uint8Array(size - 24),
  }).bytes()
const codeOf = (opening: Promise<unknown>) =>
  opening.then(
    () => 'open',
    (error: unknown) => {
      if (!(error instanceof RpcError)) throw error
      return `${error.stage}: ${error.code}`
    },
  )

function cookiesOf(pdu: Uint8Array | undefined): Uint8Array[] {
  return readRts(pdu ?? new Uint8Array()).commands.flatMap((command) =>
    command.command === 'Cookie' ? [command.cookie] : [],
  )
}

async function opened(options = {}, c2?: string) {
  const proxy = new ScriptedProxy()
  const opening = VirtualConnection.open({ ...proxy.options, ...options })
  const { out, incoming } = await proxy.welcome(c2)
  return { proxy, out, incoming, connection: await opening }
}

describe('opening', () => {
  test('sends CONN/A1 and CONN/B1 with one cookie for both and one for each, and learns what the proxy tells', async () => {
    const { proxy, out, incoming, connection } = await opened()
    expect(proxy.channels.map(({ verb, contentLength }) => [verb, contentLength])).toEqual([
      ['RPC_OUT_DATA', 76],
      ['RPC_IN_DATA', 1_073_741_824],
    ])
    expect([out.names, incoming.names]).toEqual([['CONN/A1'], ['CONN/B1']])
    expect(out.body).toHaveLength(76)
    const [ofOut, ofIn] = [cookiesOf(out.pdus[0]), cookiesOf(incoming.pdus[0])]
    expect(ofOut[0]).toEqual(ofIn[0])
    expect(ofOut[1]).not.toEqual(ofIn[1])
    expect(connection.facts).toEqual({
      outTimeoutMs: 120_000,
      inTimeoutMs: 120_000,
      sendWindow: 0x10000,
      version: 1,
    })
    await connection.close()
  })

  test('takes an answer in chunks that cut PDUs anywhere', async () => {
    const proxy = new ScriptedProxy()
    const opening = VirtualConnection.open(proxy.options)
    const { out } = await proxy.pair()
    out.answer('HTTP/1.1 200 Success\r\nTransfer-Encoding: chunked\r\n\r\n')
    const bytes = fromHex(`${RTS.ping}${RTS.connA3}${RTS.ping}${RTS.connC2}`)
    for (let at = 0; at < bytes.length; at += 7) {
      const piece = bytes.subarray(at, at + 7)
      out.stream.send(`${piece.length.toString(16)}\r\n`, piece, '\r\n')
    }
    const connection = await opening
    expect(connection.pings).toBe(2)
    await connection.close()
  })

  test.each([
    ['nothing at all', async () => {}, 'http: rpc.no-answer-out'],
    ['success and then nothing', async ({ out }) => void out.answer(), 'rts: rpc.no-a3'],
    [
      'success and pings only',
      async ({ out }) => void out.answer().send(RTS.ping, RTS.ping),
      'rts: rpc.no-a3',
    ],
    ['CONN/A3 and then nothing', async ({ out }) => void out.answer().send(RTS.connA3), 'rts: rpc.no-c2'],
    [
      'CONN/A3 and pings only',
      async ({ out }) => void out.answer().send(RTS.connA3, RTS.ping, RTS.ping),
      'rts: rpc.no-c2',
    ],
    [
      'half of CONN/C2',
      async ({ out }) => void out.answer().send(RTS.connA3, RTS.connC2.slice(0, 50)),
      'rts: rpc.no-c2',
    ],
  ] satisfies [string, (pair: Awaited<ReturnType<ScriptedProxy['pair']>>) => Promise<void>, string][])(
    'that is answered with %s ends in time, and says how far it came',
    async (_, answer, expected) => {
      const proxy = new ScriptedProxy()
      const outcome = codeOf(VirtualConnection.open(proxy.options))
      await answer(await proxy.pair())
      await proxy.clock.pass(15_000)
      expect(await outcome).toBe(expected)
      expect(proxy.channels.every(({ closed }) => closed)).toBe(true)
      expect(proxy.clock.pending).toBe(0)
    },
  )

  test.each([
    ['ends before any answer', 'http: rpc.closed', ''],
    ['ends before CONN/A3', 'rts: rpc.closed', RTS.ping],
    ['ends between CONN/A3 and CONN/C2', 'rts: rpc.closed', RTS.connA3],
    ['ends in the middle of a PDU', 'rts: rpc.truncated', RTS.connA3.slice(0, 30)],
    ['sends a command that nobody knows', 'rts: rpc.rts-command', RTS.connA3.replace('0200000', 'ee00000')],
    ['sends CONN/C2 before CONN/A3', 'rts: rpc.rts-order', RTS.connC2],
    ['sends an RPC PDU before CONN/C2', 'rts: rpc.rts-order', DCE.bindAck],
    ['sends something else', 'rts: rpc.version', '3c68746d6c3e3c686561643e3c7469746c653e'],
  ])('of a channel that %s', async (_, expected, hex) => {
    const proxy = new ScriptedProxy()
    const outcome = codeOf(VirtualConnection.open(proxy.options))
    const { out } = await proxy.pair()
    if (hex !== '')
      out
        .answer('HTTP/1.1 200 Success\r\nTransfer-Encoding: chunked\r\n\r\n')
        .stream.send(`${(hex.length / 2).toString(16)}\r\n`, fromHex(hex), '\r\n', '0\r\n\r\n')
    out.stream.finish()
    await proxy.clock.pass(1000)
    expect(await outcome).toBe(expected)
  })

  test.each([
    ['RPC_OUT_DATA', 'HTTP/1.1 503 RPC Error: 6ba\r\nContent-Length: 0\r\n\r\n', 503, 0x6ba, undefined],
    ['RPC_OUT_DATA', 'HTTP/1.0 503 RPC Error: 6bb, EEInfo: AQAAAA==\r\n\r\n', 503, 0x6bb, 'AQAAAA=='],
    [
      'RPC_OUT_DATA',
      'HTTP/1.1 503 RPC Error: 6be\r\nContent-Length: 22\r\n\r\nRPC EEInfo: AQAAAA==\r\n',
      503,
      0x6be,
      'AQAAAA==',
    ],
    ['RPC_IN_DATA', 'HTTP/1.1 503 RPC Error: 6c1\r\nContent-Length: 0\r\n\r\n', 503, 0x6c1, undefined],
    ['RPC_IN_DATA', 'HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n', 413, undefined, undefined],
    ['RPC_OUT_DATA', 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n', 404, undefined, undefined],
    ['RPC_OUT_DATA', 'HTTP/1.1 503 Invalid RPC Port\r\nContent-Length: 0\r\n\r\n', 503, undefined, undefined],
  ] as const)('of %s that is answered with %s', async (verb, answer, status, error, eeInfo) => {
    const proxy = new ScriptedProxy()
    const opening = VirtualConnection.open(proxy.options)
    opening.catch(() => undefined)
    const channel = await proxy.channel(verb)
    channel.stream.send(answer).finish()
    await expect(opening).rejects.toMatchObject({
      stage: 'http',
      verb,
      status,
      inStream: false,
      code: error === undefined ? 'rpc.http-status' : 'rpc.proxy-error',
      ...(error !== undefined && { rpcError: eeInfo === undefined ? { error } : { error, eeInfo } }),
    })
    await expect(opening).rejects.toBeInstanceOf(RpcRefused)
  })

  test.each(['', RTS.connA3])(
    'an error as text within an answer that began with success (%s)',
    async (before) => {
      const proxy = new ScriptedProxy()
      const opening = VirtualConnection.open(proxy.options)
      opening.catch(() => undefined)
      const { out } = await proxy.pair()
      out.answer().send(before).sendText('HTTP/1.0 503 RPC Er').sendText('ror: 6ba\r\n')
      await expect(opening).rejects.toMatchObject({
        stage: 'rts',
        code: 'rpc.proxy-error',
        inStream: true,
        rpcError: { error: 0x6ba },
      })
    },
  )

  test('an error as text in the same piece as a PDU before it', async () => {
    const proxy = new ScriptedProxy()
    const opening = VirtualConnection.open(proxy.options)
    opening.catch(() => undefined)
    const { out } = await proxy.pair()
    const text = fromLatin1('HTTP/1.0 503 RPC Error: 6bb\r\n')
    out.answer().send(concatBytes(fromHex(RTS.connA3), text))
    await expect(opening).rejects.toMatchObject({ rpcError: { error: 0x6bb } })
  })

  test.each([
    ['an error as text that nothing ends', 'HTTP/1.0 503 RPC Error: 6ba', { rpcError: { error: 0x6ba } }],
    ['a PDU that is cut in two', '\x05\x00\x14\x03\x10', { code: 'rpc.truncated' }],
  ])('with %s when the connection breaks', async (_, text, expected) => {
    const proxy = new ScriptedProxy()
    const opening = VirtualConnection.open(proxy.options)
    opening.catch(() => undefined)
    const { out } = await proxy.pair()
    out.answer().send(RTS.connA3).sendText(text).stream.breakOff()
    await expect(opening).rejects.toMatchObject({ stage: 'rts', ...expected })
  })

  test('of which one channel breaks while the other one tells why', async () => {
    const proxy = new ScriptedProxy()
    const opening = VirtualConnection.open(proxy.options)
    opening.catch(() => undefined)
    const { out, incoming } = await proxy.pair()
    incoming.stream.breakOff()
    await breathe()
    out.answer('HTTP/1.1 503 RPC Error: 6ba\r\nContent-Length: 0\r\n\r\n')
    await expect(opening).rejects.toMatchObject({ rpcError: { error: 0x6ba } })
  })

  test('that the caller gives up closes everything', async () => {
    const proxy = new ScriptedProxy()
    const controller = new AbortController()
    const opening = VirtualConnection.open({ ...proxy.options, signal: controller.signal })
    await proxy.pair()
    controller.abort(new DOMException('gone', 'AbortError'))
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' })
    await breathe()
    expect(proxy.channels.every(({ closed }) => closed)).toBe(true)
  })

  test('of which one channel cannot be opened closes the other, also when that comes later', async () => {
    const proxy = new ScriptedProxy()
    const late = Promise.withResolvers<void>()
    const opening = VirtualConnection.open({
      ...proxy.options,
      openChannel: async (channel) => {
        if (channel.verb === 'RPC_OUT_DATA') throw new TypeError('no such host')
        await late.promise
        return proxy.openChannel(channel)
      },
    })
    await expect(opening).rejects.toThrow('no such host')
    late.resolve()
    await breathe()
    expect(proxy.channels.map(({ closed }) => closed)).toEqual([true])
  })
})

describe('flow control', () => {
  test('nothing is sent that the peer has no room for, until it says so', async () => {
    const { connection, incoming, out } = await opened({}, c2WithWindow(0x2000))
    const sent = [1, 2, 3].map(() => connection.send(request(4000)))
    await Promise.all(sent.slice(0, 2))
    await breathe()
    expect(incoming.names.filter((name) => name === 'request')).toHaveLength(2)
    const [, own] = cookiesOf(incoming.pdus[0])
    const ack = (channelCookie: Uint8Array) => ({
      flags: RTS_FLAG.otherCommand,
      commands: [
        { command: 'FlowControlAck', bytesReceived: 8000, availableWindow: 0x2000, channelCookie } as const,
      ],
    })
    out.send(ack(new Uint8Array(16)))
    await breathe()
    expect(incoming.names.filter((name) => name === 'request')).toHaveLength(2)
    out.send(ack(own ?? new Uint8Array()))
    await sent[2]
    expect(incoming.names.filter((name) => name === 'request')).toHaveLength(3)
    await connection.close()
  })

  test('a PDU that the peer never has room for is refused', async () => {
    const { connection } = await opened({}, c2WithWindow(100))
    await expect(connection.send(request(101))).rejects.toMatchObject({ code: 'rpc.window' })
    await connection.close()
  })

  test('the peer is told of room when half of it is used, and only of what was taken', async () => {
    const { connection, incoming, out } = await opened({ receiveWindow: 0x2000 })
    const pdu = response(2000)
    out.send(pdu, pdu)
    await connection.receive()
    await connection.receive()
    await breathe()
    expect(incoming.names).toEqual(['CONN/B1'])
    out.send(pdu)
    await connection.receive()
    await breathe()
    expect(incoming.names).toEqual(['CONN/B1', 'FlowControlAckWithDestination'])
    const ack = readRts(incoming.pdus[1] ?? new Uint8Array())
    expect(findCommand(ack, 'Destination')).toMatchObject({ destination: 3 })
    expect(findCommand(ack, 'FlowControlAck')).toMatchObject({ bytesReceived: 6000, availableWindow: 0x2000 })
    await connection.close()
  })

  test('a peer that sends without end is cut off', async () => {
    const { connection, out } = await opened({ receiveWindow: 0x2000 })
    for (let count = 0; count < 10; count += 1) out.send(response(4000))
    await breathe()
    for (let count = 0; count < 8; count += 1) await connection.receive()
    await expect(connection.receive()).rejects.toMatchObject({ code: 'rpc.flow-control' })
  })

  test('a peer that acknowledges what it was not sent is cut off', async () => {
    const { connection, out, incoming } = await opened()
    const [, own] = cookiesOf(incoming.pdus[0])
    out.send({
      flags: RTS_FLAG.otherCommand,
      commands: [
        {
          command: 'FlowControlAck',
          bytesReceived: 1,
          availableWindow: 0x2000,
          channelCookie: own ?? new Uint8Array(),
        },
      ],
    })
    await expect(connection.receive()).rejects.toMatchObject({ code: 'rpc.flow-control' })
  })
})

describe('an idle connection', () => {
  test('is kept alive with pings at half the time that the proxy bears, and with none while it is used', async () => {
    const { proxy, connection, incoming } = await opened()
    await proxy.clock.pass(59_000)
    expect(incoming.names).toEqual(['CONN/B1'])
    await connection.send(request(24))
    await proxy.clock.pass(59_000)
    expect(incoming.names).toEqual(['CONN/B1', 'request'])
    await proxy.clock.pass(1000)
    expect(incoming.names).toEqual(['CONN/B1', 'request', 'Ping'])
    await proxy.clock.pass(60_000)
    expect(incoming.names).toEqual(['CONN/B1', 'request', 'Ping', 'Ping'])
    await connection.close()
    expect(proxy.clock.pending).toBe(0)
  })

  test('is not idle for longer than half that time, whenever it was used last', async () => {
    const { proxy, connection, incoming } = await opened()
    await proxy.clock.pass(1000)
    await connection.send(request(24))
    await proxy.clock.pass(60_000)
    expect(incoming.names).toEqual(['CONN/B1', 'request', 'Ping'])
    await connection.close()
  })

  test('that the proxy ends says so', async () => {
    const { proxy, connection, out } = await opened()
    out.stream.finish()
    const received = connection.receive()
    received.catch(() => undefined)
    await proxy.clock.pass(1000)
    await expect(received).rejects.toMatchObject({ code: 'rpc.closed', stage: 'bind' })
    await expect(connection.send(request(24))).rejects.toMatchObject({ code: 'rpc.closed' })
    expect(connection.usable).toBe(false)
  })
})

const destination = { command: 'Destination', destination: 0 } as const
const ance = { command: 'ANCE' } as const
const version = { command: 'Version', version: 1 } as const

describe('a channel that has lived its life', () => {
  test('OUT, to the same proxy (OUT_R2): what comes before and after is received in order', async () => {
    const { proxy, connection, incoming, out } = await opened()
    out.send(RTS.outA2, fromHex(DCE.listening))
    const successor = await proxy.channel('RPC_OUT_DATA', 1)
    expect(successor.contentLength).toBe(120)
    await successor.nextNamed('OUT_R1/A3')
    const [vc, predecessor, own] = cookiesOf(successor.pdus[0])
    expect([vc, predecessor]).toEqual(cookiesOf(out.pdus[0]))
    out.send({ flags: RTS_FLAG.none, commands: [destination, ance] })
    const a7 = await incoming.nextNamed('OUT_R2/A7')
    expect(findCommand(a7, 'Cookie')?.cookie).toEqual(own)
    await successor.nextNamed('OUT_R2/C1')
    expect(successor.body).toHaveLength(120)
    out.send(fromHex(DCE.interfaceIds), { flags: RTS_FLAG.eof, commands: [ance] })
    successor.answer().send(fromHex(DCE.bindAck))
    const received = [await connection.receive(), await connection.receive(), await connection.receive()]
    expect(received.map(toHex)).toEqual([DCE.listening, DCE.interfaceIds, DCE.bindAck])
    expect(connection.replaced).toEqual({ in: 0, out: 1 })
    expect([out.closed, successor.closed]).toEqual([true, false])
    // And a second time.
    successor.send(RTS.outA2)
    const third = await proxy.channel('RPC_OUT_DATA', 2)
    await third.nextNamed('OUT_R1/A3')
    await connection.close()
    expect(proxy.channels.every(({ closed }) => closed)).toBe(true)
  })

  test('OUT, to another proxy (OUT_R1)', async () => {
    const { proxy, connection, incoming, out } = await opened()
    out.send(RTS.outA2)
    const successor = await proxy.channel('RPC_OUT_DATA', 1)
    await successor.nextNamed('OUT_R1/A3')
    out.send({
      flags: RTS_FLAG.outChannel,
      commands: [destination, version, { command: 'ConnectionTimeout', milliseconds: 120_000 }],
    })
    await incoming.nextNamed('OUT_R1/A7')
    expect(successor.names).toEqual(['OUT_R1/A3'])
    out.send({ flags: RTS_FLAG.none, commands: [ance] })
    await breathe()
    expect(successor.body).toHaveLength(120)
    successor.answer().send(fromHex(DCE.listening))
    expect(toHex(await connection.receive())).toBe(DCE.listening)
    await connection.close()
  })

  test('OUT, when the new one is refused', async () => {
    const { proxy, connection, out } = await opened()
    out.send(RTS.outA2)
    const successor = await proxy.channel('RPC_OUT_DATA', 1)
    await successor.nextNamed('OUT_R1/A3')
    out.send({ flags: RTS_FLAG.none, commands: [destination, ance] })
    await successor.nextNamed('OUT_R2/C1')
    out.send({ flags: RTS_FLAG.eof, commands: [ance] })
    successor.answer('HTTP/1.1 503 RPC Error: 6be\r\nContent-Length: 0\r\n\r\n')
    await expect(connection.receive()).rejects.toMatchObject({ rpcError: { error: 0x6be } })
  })

  test.each([
    ['the same proxy (IN_R2)', [destination]],
    [
      'another proxy (IN_R1)',
      [
        destination,
        version,
        { command: 'ReceiveWindowSize', bytes: 0x8000 } as const,
        { command: 'ConnectionTimeout', milliseconds: 120_000 } as const,
      ],
    ],
  ])('IN, to %s: all that is sent arrives, in order, on one or the other', async (_, commands) => {
    const { proxy, connection, incoming, out } = await opened(
      { channelLifetime: 0x20000 },
      c2WithWindow(0x40000),
    )
    const sizes = Array.from({ length: 40 }, (_, index) => 4000 + (index % 3) * 4)
    const sending = sizes.map((size) => connection.send(request(size)))
    const successor = await proxy.channel('RPC_IN_DATA', 1)
    expect(successor.contentLength).toBe(0x20000)
    await successor.nextNamed('IN_R1/A1')
    out.send({ flags: RTS_FLAG.none, commands })
    await incoming.nextNamed('IN_R1/A5')
    await Promise.all(sending.slice(0, 38))
    const [, , own] = cookiesOf(successor.pdus[0])
    out.send({
      flags: RTS_FLAG.otherCommand,
      commands: [
        {
          command: 'FlowControlAck',
          bytesReceived: 0,
          availableWindow: 0x40000,
          channelCookie: own ?? new Uint8Array(),
        },
      ],
    })
    await Promise.all(sending)
    const arrived = [incoming, successor].flatMap(({ pdus }) => pdus.filter((pdu) => pdu[2] === 0))
    expect(arrived.map(({ length }) => length)).toEqual(sizes)
    expect(incoming.names.at(-1)).toBe('IN_R1/A5')
    expect(incoming.body.length).toBeLessThanOrEqual(0x20000)
    expect(connection.replaced).toEqual({ in: 1, out: 0 })
    await breathe()
    expect([incoming.closed, successor.closed]).toEqual([true, false])
    await connection.close()
  })

  test('at once, before anything was asked', async () => {
    const proxy = new ScriptedProxy()
    const opening = VirtualConnection.open(proxy.options)
    const { out, incoming } = await proxy.pair()
    out.answer().send(RTS.connA3, RTS.connC2, RTS.outA2)
    const connection = await opening
    const successor = await proxy.channel('RPC_OUT_DATA', 1)
    await successor.nextNamed('OUT_R1/A3')
    out.send({ flags: RTS_FLAG.none, commands: [destination, ance] })
    await incoming.nextNamed('OUT_R2/A7')
    out.send({ flags: RTS_FLAG.eof, commands: [ance] })
    successor.answer().send(fromHex(DCE.listening))
    expect(toHex(await connection.receive())).toBe(DCE.listening)
    await connection.close()
  })

  test.each([
    ['a step of a change that nobody began', { flags: RTS_FLAG.eof, commands: [ance] }],
    ['an IN channel that nobody opened', { flags: RTS_FLAG.none, commands: [destination] }],
    ['an echo', { flags: RTS_FLAG.echo, commands: [] }],
    [
      'CONN/A3 once more',
      { flags: RTS_FLAG.none, commands: [{ command: 'ConnectionTimeout', milliseconds: 1 }] },
    ],
  ] as const)('%s is refused', async (_, pdu) => {
    const { connection, out } = await opened()
    out.send(pdu)
    await expect(connection.receive()).rejects.toMatchObject({ code: 'rpc.rts-order' })
  })
})

test('ending is in order: what was sent goes out, then both channels close, and nothing is left', async () => {
  const { proxy, connection, incoming } = await opened()
  connection.send(request(24))
  await connection.send(request(28))
  await connection.close()
  await connection.close()
  expect(incoming.names).toEqual(['CONN/B1', 'request', 'request'])
  expect(proxy.channels.map(({ closed }) => closed)).toEqual([true, true])
  expect(proxy.clock.pending).toBe(0)
  await expect(connection.receive()).rejects.toMatchObject({ code: 'rpc.ended' })
})

test('ending does not wait for a peer that reads no more', async () => {
  const { proxy, connection, incoming } = await opened()
  incoming.stream.holdWrites()
  connection.send(request(24)).catch(() => undefined)
  await breathe()
  const closing = connection.close()
  await proxy.clock.pass(2000)
  await closing
  expect(incoming.closed).toBe(true)
})

test('a trace tells every message of both directions by its name', async () => {
  const entries: RpcTraceEntry[] = []
  const { connection, out } = await opened({ trace: (entry: RpcTraceEntry) => entries.push(entry) })
  await connection.send(request(24))
  out.send(fromHex(DCE.listening), encodeRts({ flags: RTS_FLAG.ping, commands: [] }).bytes())
  await connection.receive()
  await breathe()
  await connection.close()
  expect(entries.map(({ direction, verb, name }) => `${direction} ${verb} ${name}`)).toEqual([
    'sent RPC_OUT_DATA CONN/A1',
    'sent RPC_IN_DATA CONN/B1',
    'received RPC_OUT_DATA CONN/A3',
    'received RPC_OUT_DATA CONN/C2',
    'sent RPC_IN_DATA request',
    'received RPC_OUT_DATA response',
    'received RPC_OUT_DATA Ping',
  ])
  expect(entries[2]?.text).toContain('ConnectionTimeout: 120000 ms')
})
