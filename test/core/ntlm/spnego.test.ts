import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, FieldNotes, fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import {
  decodeHeaderToken,
  encodeHeaderToken,
  MECHANISM,
  MECHANISM_LIST,
  readNegotiateToken,
  readSpnego,
  wrapInit,
  wrapResponse,
} from '../../../shared/protocols/ntlm/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import { CHALLENGE, WITH_TIMESTAMP } from './known-answers.ts'

// Every message in hexadecimal here was made by impacket 0.10, but for those that are damaged on purpose.
const INIT = fromHex(
  `604806062b0601050502a03e303ca00e300c060a2b06010401823702020aa22a0428${toHex(WITH_TIMESTAMP.negotiate)}`,
)
const SERVER = fromHex('a1253023a0030a0101a10c060a2b06010401823702020aa20e040c4e544c4d5353500002000000')

describe('what we send is what another program sends', () => {
  test('in the first message', () => {
    expect(toHex(wrapInit(WITH_TIMESTAMP.negotiate))).toBe(toHex(INIT))
  })

  test.each([
    [12, 'a1123010a20e040c'],
    [200, 'a181d13081cea281cb0481c8'],
    [512, 'a182020c30820208a282020404820200'],
  ])('around an answer of %i bytes', (length, start) => {
    const token = new Uint8Array(length).fill(7)
    expect(toHex(wrapResponse(token))).toBe(start + toHex(token))
  })
})

test('the signature of the mechanisms goes behind the answer, for servers that insist on it', () => {
  expect(toHex(MECHANISM_LIST)).toBe('300c060a2b06010401823702020a')
  expect(toHex(wrapResponse(Uint8Array.of(7), Uint8Array.of(1, 2)))).toBe('a10d300ba203040107a30404020102')
})

describe('what a server sends', () => {
  test('is a challenge and who made it', () => {
    expect(readSpnego(SERVER)).toEqual({
      kind: 'response',
      state: 'accept-incomplete',
      mechanism: MECHANISM.ntlm,
      token: fromHex('4e544c4d5353500002000000'),
    })
  })

  test('may be an end without anything else', () => {
    expect(readSpnego(fromHex('a1073005a0030a0100'))).toEqual({ kind: 'response', state: 'accept-completed' })
    expect(readSpnego(fromHex('a1073005a0030a0102'))).toEqual({ kind: 'response', state: 'reject' })
  })

  test('may sign its list of mechanisms at the end', () => {
    expect(readSpnego(fromHex('a10d300b a0030a0100 a3040402 abcd'))).toEqual({
      kind: 'response',
      state: 'accept-completed',
      mechListMic: Uint8Array.of(0xab, 0xcd),
    })
  })

  test('may offer mechanisms of its own', () => {
    const init = fromHex(
      '603806062b0601050502a02e302ca024302206092a864882f71201020206092a864886f712010202060a2b06010401823702020aa20404020102',
    )
    expect(readSpnego(init)).toEqual({
      kind: 'init',
      mechanisms: [MECHANISM.microsoftKerberos, MECHANISM.kerberos, MECHANISM.ntlm],
      token: Uint8Array.of(1, 2),
    })
  })

  test('is NTLM as it is or SPNEGO around it, told apart', () => {
    expect(readNegotiateToken(CHALLENGE)).toEqual({ form: 'raw', token: CHALLENGE })
    expect(readNegotiateToken(SERVER)).toMatchObject({ form: 'spnego', mechanism: MECHANISM.ntlm })
    expect(readNegotiateToken(INIT)).toMatchObject({ form: 'spnego', token: WITH_TIMESTAMP.negotiate })
  })
})

describe('for people a token is a line a field', () => {
  const shown = (token: Uint8Array) => {
    const notes = new FieldNotes()
    readSpnego(token, notes)
    return notes.text(token).split('\n')
  }

  test('what a client offers', () => {
    const [negotiate] = shown(INIT).slice(-1)
    expect(negotiate).toMatch(/^ {8}04 28 4e 54 4c 4d 53 53 50 00 01 .* {2}NTLM NEGOTIATE$/)
    expect(shown(INIT).slice(0, -1)).toEqual([
      '60 48  SPNEGO',
      '  06 06 2b 06 01 05 05 02  thisMech: SPNEGO',
      '  a0 3e  NegTokenInit',
      '    30 3c  SEQUENCE',
      '      a0 0e  mechTypes',
      '        30 0c  SEQUENCE OF MechType',
      '          06 0a 2b 06 01 04 01 82 37 02 02 0a  1.3.6.1.4.1.311.2.2.10 (ntlm)',
      '      a2 2a  mechToken',
    ])
  })

  test('what a server answers', () => {
    expect(shown(SERVER)).toEqual([
      'a1 25  NegTokenResp',
      '  30 23  SEQUENCE',
      '    a0 03  negState',
      '      0a 01 01  accept-incomplete',
      '    a1 0c  supportedMech',
      '      06 0a 2b 06 01 04 01 82 37 02 02 0a  1.3.6.1.4.1.311.2.2.10 (ntlm)',
      '    a2 0e  responseToken',
      '      04 0c 4e 54 4c 4d 53 53 50 00 02 00 00 00  NTLM CHALLENGE',
    ])
  })

  test('what proves who somebody is, by its length alone', () => {
    const proof = concatBytes(fromHex('4e544c4d5353500003000000'), fromHex('c0ffee11'))
    expect(shown(wrapResponse(proof, fromHex('01000000c0ffee22')))).toEqual([
      'a1 22  NegTokenResp',
      '  30 20  SEQUENCE',
      '    a2 12  responseToken',
      '      (18 secret bytes)  NTLM AUTHENTICATE',
      '    a3 0a  mechListMIC',
      '      (10 secret bytes)  signature of the mechTypes',
    ])
    expect(shown(wrapInit(proof)).at(-1)).toBe('        (18 secret bytes)  NTLM AUTHENTICATE')
    // In a field that nobody asks for.
    const elsewhere = fromHex(`a1163014 a412${'0410'}${toHex(proof)}`)
    expect(shown(elsewhere).at(-1)).toBe('      (18 secret bytes)  NTLM AUTHENTICATE')
  })
})

test.each([
  ['nothing', '', 'truncated'],
  ['a Kerberos message without SPNEGO', '600d 06092a864886f712010202 0100', 'oid'],
  ['an element of another kind', '3003020101', 'tag'],
  ['a state that there is not', 'a1073005a0030a0104', 'state'],
  ['a state of two bytes', 'a1083006a0040a020000', 'state'],
  ['an indefinite length', 'a180300500000000', 'length'],
  ['a length that could be shorter', 'a181073005a0030a0100', 'length'],
  ['a length of 4 GB', 'a184ffffffff', 'length'],
  ['a length past the end', 'a1083006a0030a0100', 'truncated'],
  ['bytes behind the end', 'a1073005a0030a010000', 'trailing'],
  ['bytes behind a field', 'a1093007a0050a01000000', 'trailing'],
  ['bytes behind the fields', 'a1093005a0030a01000000', 'trailing'],
  ['fields in the wrong order', 'a10e300c a2050403010203 a0030a0100', 'trailing'],
  ['an object identifier without an end', 'a1083006a104060288ff', 'oid'],
  ['an object identifier of nothing', 'a1063004a1020600', 'oid'],
  ['an object identifier too large', 'a10c300aa108060688ffffffff7f', 'oid'],
])('%s is refused with its own error', (_, hex, code) => {
  expect(() => readSpnego(fromHex(hex))).toThrow(expect.objectContaining({ code: `spnego.${code}` }))
})

test('more mechanisms than anybody offers are refused', () => {
  const list = fromHex('06012a'.repeat(17))
  const inner = [0x30, list.length, ...list]
  const field = [0xa0, inner.length, ...inner]
  const sequence = [0x30, field.length, ...field]
  const choice = [0xa0, sequence.length, ...sequence]
  const content = [...fromHex('06062b0601050502'), ...choice]
  expect(() => readSpnego(Uint8Array.from([0x60, content.length, ...content]))).toThrow(
    expect.objectContaining({ code: 'spnego.too-many-mechanisms' }),
  )
})

test('whatever a server sends within Negotiate is a token or a typed error', () => {
  const damaged = fc
    .tuple(fc.constantFrom(INIT, SERVER), fc.nat(40), fc.nat(255), fc.nat(80))
    .map(([honest, at, value, length]) =>
      honest.map((byte, index) => (index === at ? value : byte)).slice(0, length),
    )
  const anything = fc.uint8Array({ maxLength: 60 })
  const started = anything.map((bytes) => concatBytes(fromHex('a120301e'), bytes))
  fc.assert(
    fc.property(fc.oneof(anything, started, damaged), (bytes) => {
      try {
        readNegotiateToken(bytes)
      } catch (error) {
        if (!(error instanceof ProtocolError) || !error.code.startsWith('spnego.')) throw error
      }
    }),
    { numRuns: 5000 },
  )
})

describe('the text in a header', () => {
  test('is base64, there and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(encodeHeaderToken(bytes)).toBe(Buffer.from(bytes).toString('base64'))
        expect(decodeHeaderToken(encodeHeaderToken(bytes))).toEqual(bytes)
      }),
    )
  })

  test.each([['TlRM*'], ['TlR'], ['TlRMTQ'], ['=TlR'], ['TlRM TVNT'], ['a==='], ['TlRMT-_=']])(
    '%j is refused',
    (token) => {
      expect(() => decodeHeaderToken(token)).toThrow(expect.objectContaining({ code: 'ntlm.base64' }))
    },
  )

  test('longer than any message is refused before it is decoded', () => {
    expect(() => decodeHeaderToken('AAAA'.repeat(30000))).toThrow(
      expect.objectContaining({ code: 'ntlm.too-long' }),
    )
  })
})
