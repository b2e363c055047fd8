import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import { wrapInit, wrapResponse } from '../../../shared/protocols/ntlm/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import { ENDPOINT_MAPPER_BIND } from '../../../shared/protocols/rpc/endpoint-mapper-bind.ts'
import {
  annotatePdu,
  bindFeatures,
  encodeAuth3,
  encodeBind,
  encodeBindAck,
  encodeBindNak,
  encodeFault,
  encodeRequest,
  encodeResponse,
  NDR,
  PduSplitter,
  RPC_INTERFACE,
  readPdu,
  readRts,
  type SyntaxId,
} from '../../../shared/protocols/rpc/index.ts'
import { DCE, PROTECTED, RTS } from './vectors.ts'

const NOTHING: SyntaxId = { uuid: '00000000-0000-0000-0000-000000000000', major: 0, minor: 0 }
const offer = (abstractSyntax: SyntaxId) => [
  { id: 0, abstractSyntax, transferSyntaxes: [NDR] },
  { id: 1, abstractSyntax, transferSyntaxes: [bindFeatures(3)] },
]
const outlook = { callId: 1, maxTransmit: 4088, maxReceive: 4088, associationGroup: 0 }
const fault = { contextId: 0, allocHint: 32, cancelCount: 0, extended: false, flags: 0x23 }

describe('PDUs that tshark and impacket read come out byte for byte', () => {
  test.each([
    ['bind to mgmt', encodeBind({ ...outlook, contexts: offer(RPC_INTERFACE.mgmt) }), DCE.bindMgmt],
    ['bind to EMSMDB', encodeBind({ ...outlook, contexts: offer(RPC_INTERFACE.emsmdb) }), DCE.bindEmsmdb],
    [
      'bind_ack',
      encodeBindAck({
        ...outlook,
        associationGroup: 0x12345,
        secondaryAddress: '6001',
        results: [
          { result: 0, reason: 0, transferSyntax: NDR },
          { result: 3, reason: 3, transferSyntax: NOTHING },
        ],
      }),
      DCE.bindAck,
    ],
    [
      'is_server_listening',
      encodeRequest({ callId: 2, contextId: 0, opnum: 2, allocHint: 0, stub: new Uint8Array() }),
      DCE.isServerListening,
    ],
    [
      'its response',
      encodeResponse({
        callId: 2,
        contextId: 0,
        cancelCount: 0,
        allocHint: 8,
        stub: fromHex('0000000001000000'),
      }),
      DCE.listening,
    ],
    [
      'fault: unknown interface',
      encodeFault({ ...fault, callId: 4, status: 0x1c010003 }),
      DCE.faultUnknownInterface,
    ],
    ['fault: access denied', encodeFault({ ...fault, callId: 2, status: 5 }), DCE.faultAccessDenied],
  ])('%s', (_, pdu, hex) => {
    expect(toHex(pdu.bytes())).toBe(hex)
  })
})

describe('the same PDUs are read', () => {
  test('bind', () => {
    const { content } = readPdu(fromHex(DCE.bindMgmt))
    expect(content).toEqual({
      kind: 'bind',
      maxTransmit: 4088,
      maxReceive: 4088,
      associationGroup: 0,
      contexts: offer(RPC_INTERFACE.mgmt),
    })
  })

  test('bind_ack', () => {
    expect(readPdu(fromHex(DCE.bindAck)).content).toEqual({
      kind: 'bindAck',
      maxTransmit: 4088,
      maxReceive: 4088,
      associationGroup: 0x12345,
      secondaryAddress: '6001',
      results: [
        { result: 0, reason: 0, transferSyntax: NDR },
        { result: 3, reason: 3, transferSyntax: NOTHING },
      ],
    })
  })

  test('request and response', () => {
    expect(readPdu(fromHex(DCE.isServerListening)).content).toMatchObject({ kind: 'request', opnum: 2 })
    const { header, content } = readPdu(fromHex(DCE.interfaceIds))
    expect(header).toMatchObject({ callId: 3, fragmentLength: 88 })
    expect(content).toMatchObject({ kind: 'response', allocHint: 64 })
  })

  test('faults', () => {
    expect(readPdu(fromHex(DCE.faultUnknownInterface)).content).toMatchObject({
      kind: 'fault',
      status: 0x1c010003,
    })
    expect(readPdu(fromHex(DCE.faultAccessDenied)).content).toMatchObject({ kind: 'fault', status: 5 })
  })

  test('security information, and where it starts', () => {
    const { auth, content } = readPdu(fromHex(PROTECTED.integrity.request2))
    expect(auth).toMatchObject({ type: 10, level: 5, padLength: 12, contextId: 0, trailerAt: 56 })
    expect(auth?.value).toHaveLength(16)
    expect(content).toMatchObject({ kind: 'request', opnum: 1 })
    expect('stub' in content && content.stub).toHaveLength(32)
  })

  test('bind_nak, with and without what stands behind its reason', () => {
    const whole = encodeBindNak({ callId: 1, reason: 8, versions: [{ major: 5, minor: 0 }] }).bytes()
    expect(readPdu(whole).content).toEqual({
      kind: 'bindNak',
      reason: 8,
      versions: [{ major: 5, minor: 0 }],
    })
    const bare = fromHex('05000d031000000012000000010000000400')
    expect(readPdu(bare).content).toEqual({ kind: 'bindNak', reason: 4, versions: [] })
  })

  test('a secondary address that is empty, and padding by its length', () => {
    for (const secondaryAddress of ['', '1', '12', '123', '1234', '\\pipe\\lsass']) {
      const ack = {
        ...outlook,
        secondaryAddress,
        results: [{ result: 2, reason: 1, transferSyntax: NOTHING }],
      }
      const { content } = readPdu(encodeBindAck(ack).bytes())
      expect(content).toMatchObject({ secondaryAddress, results: [{ result: 2, reason: 1 }] })
    }
  })
})

describe('a PDU is refused', () => {
  test.each([
    ['of another version', DCE.listening.replace(/^05/, '04'), 'rpc.version'],
    [
      'with integers the other way round',
      DCE.listening.replace('0310000000', '0300000000'),
      'rpc.data-representation',
    ],
    ['shorter than its header', DCE.listening.replace('20000000', '0f000000'), 'rpc.fragment-length'],
    ['shorter than it says', DCE.listening.slice(0, -2), 'rpc.fragment-length'],
    ['of a type that nobody knows', DCE.listening.replace(/^050002/, '050007'), 'rpc.pdu-type'],
    [
      'with security information that does not fit',
      DCE.listening.replace('20000000', '20001000'),
      'rpc.auth-length',
    ],
    [
      'with security information out of line',
      DCE.listening.replace('20000000', '20000600'),
      'rpc.auth-length',
    ],
    [
      'with more contexts than it holds',
      DCE.bindMgmt.replace('0000000002000000', '0000000003000000'),
      'rpc.truncated',
    ],
    [
      'with more results than it holds',
      DCE.bindAck.replace('0000020000000', '0000030000000'),
      'rpc.truncated',
    ],
    [
      'with a secondary address without an end',
      DCE.bindAck.replace('3630303100', '3630303131'),
      'rpc.secondary-address',
    ],
  ])('%s', (_, hex, code) => {
    expect(() => readPdu(fromHex(hex))).toThrow(expect.objectContaining({ code }))
  })
})

describe('a trace', () => {
  test('names the fields and the values of what is known', () => {
    const { name, text } = annotatePdu(fromHex(DCE.bindAck))
    expect(name).toBe('bind_ack')
    expect(text).toContain('result: acceptance')
    expect(text).toContain('accepted features: 0x3')
    expect(text).toContain('8a885d04-1ceb-11c9-9fe8-08002b104860 (NDR)')
    expect(annotatePdu(fromHex(DCE.faultAccessDenied)).text).toContain('status: 0x5 ERROR_ACCESS_DENIED')
    expect(annotatePdu(fromHex(RTS.connB1)).name).toBe('CONN/B1')
  })

  test('leaves out what proves who somebody is, also within a token of SPNEGO', () => {
    const authenticate = concatBytes(new TextEncoder().encode('NTLMSSP\0\x03\0\0\0'), fromHex('c0ffee11'))
    for (const value of [authenticate, concatBytes(fromHex('a182001030820000'), authenticate)]) {
      const trailer = { type: 10, level: 5, contextId: 0 }
      const pdu = encodeAuth3(1, { trailer, alignment: 4, value, secret: true })
      for (const text of [pdu.annotated(), annotatePdu(pdu.bytes()).text]) {
        expect(text).toContain(`(${value.length} secret bytes)`)
        expect(text).not.toContain('c0 ff ee')
      }
    }
  })

  test('takes a token of SPNEGO apart, and leaves the proof out', () => {
    const proof = concatBytes(new TextEncoder().encode('NTLMSSP\0\x03\0\0\0'), fromHex('c0ffee11'))
    const trailer = { type: 9, level: 6, contextId: 0 }
    const pdu = (value: Uint8Array) => encodeAuth3(1, { trailer, alignment: 4, value }).bytes()
    const { text } = annotatePdu(pdu(wrapResponse(proof, fromHex('c0ffee22'))))
    expect(text.split('\n').slice(-7)).toEqual([
      '00 00 00 00  auth_context_id',
      '  a1 1e  NegTokenResp',
      '    30 1c  SEQUENCE',
      '      a2 12  responseToken',
      '        (18 secret bytes)  NTLM AUTHENTICATE',
      '      a3 06  mechListMIC',
      '        (6 secret bytes)  signature of the mechTypes',
    ])
    expect(annotatePdu(pdu(wrapInit(fromHex('01')))).text).toMatch(/06 0a .*\(ntlm\)\n.*mechToken\n.*token$/)
    // A signature, in the place of a token.
    expect(annotatePdu(pdu(fromHex('01000000aabbccdd'))).text).toMatch(
      /01 00 00 00 aa bb cc dd {2}auth_value$/,
    )
  })

  test('shows no proof, however the token of SPNEGO around it is damaged', () => {
    const proof = concatBytes(new TextEncoder().encode('NTLMSSP\0\x03\0\0\0'), fromHex('c0ffee11'))
    const trailer = { type: 9, level: 6, contextId: 0 }
    const token = wrapResponse(proof)
    const around = token.length - proof.length
    const change = fc.tuple(fc.nat(around - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), fc.uint8Array({ maxLength: 8 }), (changes, behind) => {
        const value = concatBytes(token, behind)
        for (const [at, byte] of changes) value[at] = byte
        const { text } = annotatePdu(encodeAuth3(1, { trailer, alignment: 4, value }).bytes())
        expect(text).not.toContain('c0 ff ee')
      }),
      { numRuns: 2000 },
    )
  })

  test('shows what cannot be read', () => {
    const { name, text } = annotatePdu(fromHex('0500140310000000180000000000000000000100ff000000'))
    expect(name).toBe('PDU that cannot be read')
    expect(text).toContain('ff 00 00 00  CommandType: 255')
    expect(annotatePdu(fromHex('ffff')).text).toContain('not read')
  })
})

/** Honest PDUs with a few bytes changed, or any bytes. */
const hostile = fc.oneof(
  fc.uint8Array({ maxLength: 120 }),
  fc
    .record({
      hex: fc.constantFrom(...Object.values(DCE), ...Object.values(RTS), PROTECTED.privacy.response2),
      changes: fc.array(fc.tuple(fc.nat(130), fc.oneof(fc.nat(4), fc.nat(255))), { maxLength: 6 }),
      length: fc.nat(130),
    })
    .map(({ hex, changes, length }) => {
      const bytes = fromHex(hex)
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
      return length < 20 ? bytes.slice(0, length * 5) : bytes
    }),
)

test('whatever a peer sends, reading it gives a PDU or a typed error, and a trace of it', () => {
  fc.assert(
    fc.property(hostile, (bytes) => {
      for (const read of [readPdu, readRts]) {
        try {
          read(bytes)
        } catch (error) {
          if (!(error instanceof ProtocolError) || !error.code.startsWith('rpc.')) throw error
        }
      }
      expect(annotatePdu(bytes).text).toBeTypeOf('string')
    }),
    { numRuns: 3000 },
  )
})

test('a stream is cut into the same PDUs however the network cuts it', () => {
  const pdus = [...Object.values(RTS), ...Object.values(DCE)]
  const stream = fromHex(pdus.join(''))
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (sizes) => {
      const splitter = new PduSplitter()
      const found: string[] = []
      for (let at = 0, turn = 0; at < stream.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1
        splitter.push(stream.subarray(at, at + size))
        at += size
        for (let pdu = splitter.next(); pdu !== undefined; pdu = splitter.next()) found.push(toHex(pdu))
      }
      expect(found).toEqual(pdus)
      expect(splitter.pending).toHaveLength(0)
    }),
  )
})

test('the bind by which an endpoint mapper is known is the one of C706, 72 bytes', () => {
  expect(toHex(ENDPOINT_MAPPER_BIND)).toBe(
    '05000b03100000004800000001000000d016d016000000000100000000000100' +
      '0883afe11f5dc91191a408002b14a0fa03000000045d888aeb1cc9119fe808002b10486002000000',
  )
})
