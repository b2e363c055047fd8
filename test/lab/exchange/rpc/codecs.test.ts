import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountsOf } from '../../../../lab/accounts/index.ts'
import { mgmtInterface } from '../../../../lab/exchange/rpc/interfaces/mgmt.ts'
import { syntaxOf } from '../../../../lab/exchange/rpc/interfaces/syntax.ts'
import { judge, readBind, writeBindAck, writeBindNak } from '../../../../lab/exchange/rpc/pdu/bind.ts'
import { readRequest, writeFault } from '../../../../lab/exchange/rpc/pdu/call.ts'
import { PDU_TYPE, readHeader, writeHeader } from '../../../../lab/exchange/rpc/pdu/header.ts'
import { pdusOf } from '../../../../lab/exchange/rpc/pdu/pdu-stream.ts'
import { AUTH_LEVEL, AUTH_TYPE, partsOf } from '../../../../lab/exchange/rpc/pdu/verifier.ts'
import { readRtsPdu, writeRtsPdu } from '../../../../lab/exchange/rpc/rts/rts-pdu.ts'
import { serverPdus } from '../../../../lab/exchange/rpc/rts/server-pdus.ts'
import { serveAssociation } from '../../../../lab/exchange/rpc/server/association.ts'
import { type Protection, unprotect, writeResponse } from '../../../../lab/exchange/rpc/server/protect.ts'
import { BadMessage, OctetReader } from '../../../../lab/exchange/wire/octet-reader.ts'
import { ntlmAcceptor } from '../../../../lab/ntlm/acceptor.ts'
import { sessionSecurity } from '../../../../lab/ntlm/session-security.ts'
import { PDU, PROTECTED, RTS } from './vectors.ts'

const octets = (hex: string) => Buffer.from(hex, 'hex')
const hex = (buffer: Buffer | undefined) => buffer?.toString('hex')
const headerOf = (pdu: Buffer) => readHeader(new OctetReader(pdu))

const MGMT = syntaxOf('afa8bd80-7d8a-11c9-bef4-08002b102989', 1, 0)
const EMSMDB = syntaxOf('a4f1db00-ca47-1067-b31f-00dd010662da', 0, 81)

describe('RTS PDUs', () => {
  test.each(Object.entries(RTS))(
    '%s is read to its last octet, and written again as it was',
    (_name, pdu) => {
      const { flags, commands } = readRtsPdu(octets(pdu))
      expect(hex(writeRtsPdu(flags, ...commands))).toBe(pdu)
    },
  )

  test('the server writes them as they were published', () => {
    expect(hex(serverPdus.connectionA3(120_000))).toBe(RTS.connectionA3)
    expect(hex(serverPdus.connectionC2(65_536, 120_000))).toBe(RTS.connectionC2)
    expect(hex(serverPdus.echo())).toBe(RTS.echo)
    expect(hex(serverPdus.ping())).toBe(RTS.ping)
    expect(hex(serverPdus.outA2())).toBe(RTS.outA2)
  })

  test.each([
    ['a command that nobody knows', '0500140310000000180000000000000000000100ff000000'],
    ['fewer commands than it says', '05001403100000001400000000000000000001'],
    ['octets after the last command', `${RTS.ping}00000000`],
    ['another version of RPC', '0400140310000000140000000000000001000000'],
    ['integers whose first octet is the highest', '0500140300000000140000000000000001000000'],
  ])('with %s are refused', (_what, pdu) => {
    expect(() => readRtsPdu(octets(pdu))).toThrow(BadMessage)
  })

  test('whatever the octets are, the reader ends, and says why', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.boolean(), (bytes, hasHead) => {
        const pdu = hasHead ? Buffer.concat([octets(RTS.ping).subarray(0, 16), bytes]) : Buffer.from(bytes)
        try {
          readRtsPdu(pdu)
        } catch (error) {
          expect(error).toBeInstanceOf(BadMessage)
        }
      }),
    )
  })
})

describe('PDUs in a stream', () => {
  test('are found wherever the pieces end', async () => {
    const all = [RTS.connectionB1, PDU.bindMgmt, PDU.isListening, RTS.keepAlive].map(octets)
    const stream = Buffer.concat(all)
    for (const size of [1, 7, 100, stream.length]) {
      const pieces = async function* () {
        for (let at = 0; at < stream.length; at += size) yield stream.subarray(at, at + size)
      }
      const found: string[] = []
      for await (const pdu of pdusOf(pieces())) found.push(pdu.toString('hex'))
      expect(found).toEqual(all.map(hex))
    }
  })

  test('end where one says that it is shorter than its header', async () => {
    const pieces = async function* () {
      yield octets('05000b03100000000f00000001000000')
    }
    const read = async () => {
      for await (const _ of pdusOf(pieces()));
    }
    await expect(read()).rejects.toThrow(BadMessage)
  })
})

describe('a bind', () => {
  test('is answered as published: the interface accepted, the features acknowledged', () => {
    const pdu = octets(PDU.bindMgmt)
    const asked = readBind(partsOf(pdu, headerOf(pdu)).body)
    expect(asked.contexts.map(({ id, abstractSyntax }) => [id, abstractSyntax.equals(MGMT)])).toEqual([
      [0, true],
      [1, true],
    ])
    const results = asked.contexts.map((context) => judge(context, true))
    const body = writeBindAck({ maxTransmit: 4088, maxReceive: 4088, group: 0x12345 }, '6001', results)
    expect(hex(writeHeader({ type: PDU_TYPE.BIND_ACK, flags: 3, callId: 1 }, body))).toBe(PDU.bindAck)
  })

  test('names the interface of a mailbox store', () => {
    const pdu = octets(PDU.bindEmsmdb)
    const [first] = readBind(partsOf(pdu, headerOf(pdu)).body).contexts
    expect(first?.abstractSyntax.equals(EMSMDB)).toBe(true)
  })

  test('of an interface that is not there is rejected by the provider, and so is another representation', () => {
    const context = { id: 0, abstractSyntax: EMSMDB, transferSyntaxes: [Buffer.alloc(20, 1)] }
    expect(judge(context, false)).toMatchObject({ result: 2, reason: 1 })
    expect(judge(context, true)).toMatchObject({ result: 2, reason: 2 })
    expect(hex(writeBindNak(8))).toBe('0800010500000000')
  })
})

describe('a call', () => {
  test('is read, and answered as published', async () => {
    const pdu = octets(PDU.isListening)
    expect(readRequest(partsOf(pdu, headerOf(pdu)).body, headerOf(pdu))).toMatchObject({
      contextId: 0,
      opnum: 2,
    })
    const emsmdb = { name: 'emsmdb', syntax: EMSMDB, open: () => ({ methods: {} }) }
    const { methods } = mgmtInterface([emsmdb]).open()
    const caller = { identity: undefined, byRpc: false, level: AUTH_LEVEL.NONE }
    const answer = async (opnum: number, callId: number) => {
      const stub = await methods[opnum]?.(new OctetReader(Buffer.alloc(0)), caller)
      const fragment = { callId, contextId: 0, first: true, last: true, stub: stub ?? Buffer.alloc(0) }
      return hex(writeResponse({ ...fragment, hint: fragment.stub.length }, undefined, undefined))
    }
    expect(await answer(2, 2)).toBe(PDU.listening)
    expect(await answer(0, 3)).toBe(PDU.interfaces)
  })

  test('that fails ends with the published faults', () => {
    expect(hex(writeFault(4, 0, 0x1c010003))).toBe(PDU.unknownInterface)
    expect(hex(writeFault(2, 0, 5))).toBe(PDU.accessDenied)
  })
})

describe.each([
  ['integrity', AUTH_LEVEL.INTEGRITY],
  ['privacy', AUTH_LEVEL.PRIVACY],
] as const)('at the level of %s', (name, level) => {
  const { requests, response } = PROTECTED[name]
  const HANDLE = '00000000aaaaaaaabbbbccccddddeeeeeeeeeeee'

  /** As a client and a server have it that agreed on signing, sealing, key exchange and 128 bits. */
  const protection = (): Protection => ({
    type: AUTH_TYPE.NTLM,
    level,
    contextId: 0,
    security: sessionSecurity(Buffer.alloc(16, 0x55), 0xe2888235),
  })
  function open(pdu: Buffer, by: Protection) {
    const header = headerOf(pdu)
    const { body, verifier } = partsOf(pdu, header)
    const { stubAt } = readRequest(body, header)
    return verifier && unprotect(pdu, header, verifier, by, stubAt)?.subarray(stubAt)
  }

  test('published requests are opened one after the other, and answered with the published octets', () => {
    const by = protection()
    for (const request of requests) expect(hex(open(octets(request), by))).toBe(HANDLE)
    const fragment = { callId: 2, contextId: 0, hint: 24, first: true, last: true, stub: Buffer.alloc(24) }
    expect(hex(writeResponse(fragment, by, undefined))).toBe(response)
  })

  test('a request with one bit changed, or out of its turn, is not the client’s', () => {
    const [first, second] = requests
    const changed = octets(first)
    changed.writeUInt8(changed.readUInt8(30) ^ 1, 30)
    expect(open(changed, protection())).toBeUndefined()
    expect(open(octets(second), protection())).toBeUndefined()
  })

  test.each(['checksum', 'sequence', 'padding'] as const)('a response is wrong in its %s alone', (fault) => {
    const fragment = { callId: 2, contextId: 0, hint: 24, first: true, last: true, stub: Buffer.alloc(24) }
    const right = octets(response)
    const wrong = writeResponse(fragment, protection(), fault)
    expect(wrong.length).toBe(right.length)
    expect(wrong.equals(right)).toBe(false)
    if (fault !== 'padding') expect(hex(wrong.subarray(0, 64))).toBe(hex(right.subarray(0, 64)))
  })
})

test('an association takes whatever comes: it answers, or ends with a reason', async () => {
  const accounts = accountsOf({}, 'a.test')
  const windows = { major: 10, minor: 0, build: 17763 }
  const target = {
    netbiosDomain: 'A',
    netbiosComputer: 'B',
    dnsDomain: 'a.test',
    dnsComputer: 'b.a.test',
    dnsForest: 'a.test',
    windows,
  }
  const serve = () =>
    serveAssociation({
      endpoint: '6001',
      interfaces: [mgmtInterface([])],
      settings: {},
      identity: undefined,
      newAcceptor: (scheme) => ntlmAcceptor({ target, accounts, scheme, now: Date.now }),
    })
  const types = fc.constantFrom(0, 2, 3, 11, 13, 14, 16, 18, 19, 20, 99)
  const pdu = fc
    .tuple(types, fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 200 }), fc.nat(40))
    .map(([type, flags, body, auth]) => writeHeader({ type, flags, callId: 1 }, Buffer.from(body), auth))
  await fc.assert(
    fc.asyncProperty(fc.array(pdu, { minLength: 1, maxLength: 4 }), async (pdus) => {
      const association = serve()
      await association.receive(octets(PDU.bindMgmt))
      try {
        for (const one of pdus) await association.receive(one)
      } catch (error) {
        expect(error).toBeInstanceOf(BadMessage)
      }
      association.close()
    }),
  )
})
