import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FieldNotes, fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import {
  connA1,
  connB1,
  encodeRts,
  flowControlAck,
  inA1,
  inA5,
  keepAlive,
  outA3,
  outR1A7,
  outR1A11,
  outR2A7,
  outR2C1,
  pingPdu,
  RTS_FORMS,
  type RtsCommand,
  type RtsCommandName,
  readRts,
  rtsName,
} from '../../../shared/protocols/rpc/index.ts'
import { ASSOCIATION, CONNECTION, IN_CHANNEL, OUT_CHANNEL, RTS } from './vectors.ts'

const lifetime = { channelLifetime: 0x40000000, keepalive: 300_000 }

describe('what a client sends comes out byte for byte', () => {
  test.each([
    ['CONN/A1', connA1({ connection: CONNECTION, channel: OUT_CHANNEL, receiveWindow: 0x40000 }), RTS.connA1],
    [
      'CONN/B1',
      connB1({ connection: CONNECTION, channel: IN_CHANNEL, associationGroup: ASSOCIATION, ...lifetime }),
      RTS.connB1,
    ],
    ['Ping', pingPdu, RTS.ping],
    ['Keep-Alive', keepAlive(300_000), RTS.keepAlive],
    [
      'FlowControlAckWithDestination',
      flowControlAck({ bytesReceived: 0x20000, availableWindow: 0x40000, channel: OUT_CHANNEL }),
      RTS.flowControlAck,
    ],
    [
      'OUT_R1/A3',
      outA3({
        connection: CONNECTION,
        predecessor: OUT_CHANNEL,
        successor: ASSOCIATION,
        receiveWindow: 0x40000,
      }),
      RTS.outA3,
    ],
    ['IN_R1/A1', inA1({ connection: CONNECTION, predecessor: IN_CHANNEL, successor: ASSOCIATION }), RTS.inA1],
    [
      'CONN/B1 as another client sent it',
      connB1({
        connection: fromHex('9715f897f66d234e78ca176fdde1bf2d'),
        channel: fromHex('250d9e0dce53ca78ee0ca103b354a107'),
        associationGroup: fromHex('1b38507723b8424091fe8d4b9ee8ed1a'),
        ...lifetime,
      }),
      RTS.sampleB1,
    ],
    [
      'CONN/A1 as another client sent it',
      connA1({
        connection: fromHex('9715f897f66d234e78ca176fdde1bf2d'),
        channel: fromHex('8639b6d2c962a277e47a10f3572de7c2'),
        receiveWindow: 0x10000,
      }),
      RTS.sampleA1,
    ],
  ])('%s', (_, pdu, hex) => {
    expect(toHex(encodeRts(pdu).bytes())).toBe(hex)
  })

  test.each([
    ['OUT_R1/A7', outR1A7(OUT_CHANNEL), 48],
    ['OUT_R2/A7', outR2A7(OUT_CHANNEL), 56],
    ['OUT_R1/A11', outR1A11, 24],
    ['OUT_R2/C1', outR2C1, 24],
    ['IN_R1/A5', inA5(IN_CHANNEL), 40],
  ])('%s is as long as its commands are (MS-RPCH section 2.2.4)', (_, pdu, length) => {
    expect(encodeRts(pdu).length).toBe(length)
  })
})

test.each(Object.entries(RTS).map(([name, hex]) => [name, hex]))(
  '%s is read and written back byte for byte',
  (_, hex) => {
    expect(toHex(encodeRts(readRts(fromHex(hex))).bytes())).toBe(hex)
  },
)

test.each([
  ['CONN/A1', RTS.connA1],
  ['CONN/A2', RTS.connA2],
  ['CONN/A3', RTS.connA3],
  ['CONN/B1', RTS.connB1],
  ['CONN/B2', RTS.connB2],
  ['CONN/B3', RTS.connB3],
  ['CONN/C2', RTS.connC2],
  ['Echo', RTS.echo],
  ['Ping', RTS.ping],
  ['Keep-Alive', RTS.keepAlive],
  ['FlowControlAckWithDestination', RTS.flowControlAck],
  ['OUT_R1/A2', RTS.outA2],
  ['OUT_R1/A3', RTS.outA3],
  ['IN_R1/A1', RTS.inA1],
])('%s is known by its form', (name, hex) => {
  expect(rtsName(readRts(fromHex(hex)))).toBe(name)
})

test('a trace names each command and its value, in both directions alike', () => {
  const received = readRts(fromHex(RTS.connC2), new FieldNotes()).text
  expect(received).toContain('00 00 01 00  ReceiveWindowSize: 65536 bytes')
  expect(received).toContain('c0 d4 01 00  ConnectionTimeout: 120000 ms')
  expect(encodeRts(readRts(fromHex(RTS.connC2))).annotated()).toBe(
    // The reader shows the parts of the data representation one by one.
    received.replace(
      /10 {2}drep: integers, characters\n00 {2}drep: floating point\n00 00 {2}drep: reserved/,
      '10 00 00 00  drep: little-endian, ASCII, IEEE',
    ),
  )
})

const cookie = fc.uint8Array({ minLength: 16, maxLength: 16 })
const u32 = fc.integer({ min: 0, max: 0xffffffff })
const COMMANDS: { readonly [Name in RtsCommandName]: fc.Arbitrary<RtsCommand> } = {
  ReceiveWindowSize: fc.record({ command: fc.constant('ReceiveWindowSize'), bytes: u32 }),
  FlowControlAck: fc.record({
    command: fc.constant('FlowControlAck'),
    bytesReceived: u32,
    availableWindow: u32,
    channelCookie: cookie,
  }),
  ConnectionTimeout: fc.record({ command: fc.constant('ConnectionTimeout'), milliseconds: u32 }),
  Cookie: fc.record({ command: fc.constant('Cookie'), cookie }),
  ChannelLifetime: fc.record({ command: fc.constant('ChannelLifetime'), bytes: u32 }),
  ClientKeepalive: fc.record({ command: fc.constant('ClientKeepalive'), milliseconds: u32 }),
  Version: fc.record({ command: fc.constant('Version'), version: u32 }),
  Empty: fc.constant({ command: 'Empty' }),
  Padding: fc.record({ command: fc.constant('Padding'), length: fc.nat(300) }),
  NegativeANCE: fc.constant({ command: 'NegativeANCE' }),
  ANCE: fc.constant({ command: 'ANCE' }),
  ClientAddress: fc.record({
    command: fc.constant('ClientAddress'),
    address: fc.oneof(fc.uint8Array({ minLength: 4, maxLength: 4 }), cookie),
  }),
  AssociationGroupId: fc.record({ command: fc.constant('AssociationGroupId'), id: cookie }),
  Destination: fc.record({ command: fc.constant('Destination'), destination: fc.nat(5) }),
  PingTrafficSentNotify: fc.record({ command: fc.constant('PingTrafficSentNotify'), bytes: u32 }),
}

test('any commands are read as they were written', () => {
  const pdu = fc.record({
    flags: fc.nat(0x7f),
    commands: fc.array(fc.oneof(...Object.values(COMMANDS)), { maxLength: 9 }),
  })
  fc.assert(
    fc.property(pdu, (sent) => {
      const { flags, commands } = readRts(encodeRts(sent).bytes())
      expect({ flags, commands }).toEqual(sent)
    }),
  )
})

test('every PDU of MS-RPCH section 2.2.4 is known by a name, and none by that of another form', () => {
  for (const [name, flags, names] of RTS_FORMS) {
    const commands = names.map((command) => fc.sample(COMMANDS[command], 1)[0] as RtsCommand)
    const found = rtsName({ flags, commands })
    const [, itsFlags, itsNames] = RTS_FORMS.find(([its]) => its === found) ?? []
    if (name === 'OUT_R2/C1') expect(found).toBe(name)
    else expect([itsFlags, itsNames]).toEqual([flags, names])
  }
  expect(rtsName({ flags: 0x7f, commands: [] })).toBe('RTS')
})

describe('an RTS PDU is refused', () => {
  const withCommand = (type: string) => `05001403100000001c000000000000000000010${`0${type}`}00000000`
  test.each([
    ['with a command that nobody knows', withCommand('0f000000'), 'rpc.rts-command'],
    [
      'with a padding longer than any may be',
      `${withCommand('08000000').slice(0, -8)}00000100`,
      'rpc.rts-command',
    ],
    [
      'with an address of an unknown kind',
      `${withCommand('0b000000').slice(0, -8)}07000000`,
      'rpc.rts-command',
    ],
    ['with fewer commands than it announces', RTS.ping.replace(/0000$/, '0100'), 'rpc.truncated'],
    ['with more than it announces', RTS.connA3.replace('000001000200', '000000000200'), 'rpc.trailing'],
    ['with security information', RTS.ping.replace('1400000000000000', '1400080000000000'), 'rpc.rts-header'],
    ['that is none', '0500020310000000200000000200000008000000000000000000000001000000', 'rpc.rts-header'],
  ])('%s', (_, hex, code) => {
    expect(() => readRts(fromHex(hex))).toThrow(expect.objectContaining({ code }))
  })
})
