import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import {
  answerChallenge,
  type ChallengeRequest,
  encodeNegotiate,
  HTTP_FLAGS,
  ntHash,
  RPC_FLAGS,
  toFileTime,
} from '../../../shared/protocols/ntlm/index.ts'
import { FULL_FLAGS, fileTime, makeChallenge, utf16 } from './challenge-maker.ts'
import { readType3 } from './type-3.ts'

const SERVER_TIME = 133_700_000_000_000_000n
const withTime = makeChallenge({
  pairs: [
    [2, utf16('CONTOSO')],
    [7, fileTime(SERVER_TIME)],
  ],
})
const withoutTime = makeChallenge()
const KEY_EXCH = 0x40000000

const request: ChallengeRequest = {
  negotiate: encodeNegotiate({ flags: RPC_FLAGS, version: { major: 10, minor: 0, build: 19041 } }).bytes(),
  challenge: withTime,
  account: { user: 'anna', domain: 'CONTOSO' },
  ntHash: ntHash('Correct horse'),
  targetName: 'HTTP/mail.contoso.example',
  random: { clientChallenge: fromHex('0102030405060708'), sessionKey: fromHex('99'.repeat(16)) },
  now: Date.UTC(2026, 5, 1),
}
const answer = (changes: Partial<ChallengeRequest> = {}) => answerChallenge({ ...request, ...changes })

/** NTProofStr as MS-NLMP section 3.3.2 has it, by Node's HMAC and over the bytes that were sent. */
function proofOf(message: Uint8Array, key: Uint8Array): string {
  const view = new DataView(message.buffer, message.byteOffset)
  const [length, offset] = [view.getUint16(20, true), view.getUint32(24, true)]
  const blob = message.subarray(offset + 16, offset + length)
  return createHmac('md5', key)
    .update(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))
    .update(blob)
    .digest('hex')
}

function keyOf(hash: Uint8Array, name: string): Uint8Array {
  return createHmac('md5', hash).update(utf16(name)).digest()
}

describe('a server that tells its time', () => {
  test('gets its own time back, no LM response, and a MIC over all three messages', () => {
    const { message, exportedSessionKey } = answer()
    const { time, lm, pairs, mic } = readType3(message)
    expect(time).toBe(SERVER_TIME)
    expect(lm).toEqual(new Uint8Array(24))
    expect(pairs.get(6)).toEqual(Uint8Array.of(2, 0, 0, 0))
    const unsigned = Uint8Array.from(message).fill(0, 72, 88)
    const expected = createHmac('md5', exportedSessionKey)
      .update(concatBytes(request.negotiate, withTime, unsigned))
      .digest('hex')
    expect(toHex(mic)).toBe(expected)
  })

  test('keeps its other flags beside the one that says that there is a MIC', () => {
    const challenge = makeChallenge({
      pairs: [
        [6, Uint8Array.of(1, 0, 0, 0)],
        [7, fileTime(1n)],
      ],
    })
    expect(readType3(answer({ challenge }).message).pairs.get(6)).toEqual(Uint8Array.of(3, 0, 0, 0))
  })
})

describe('a server that tells no time', () => {
  test('gets the time of the client, an LM response, and no MIC', () => {
    const { time, lm, pairs } = readType3(answer({ challenge: withoutTime }).message)
    expect(time).toBe(toFileTime(request.now))
    expect(toHex(lm.subarray(16))).toBe('0102030405060708')
    expect(lm.subarray(0, 16)).not.toEqual(new Uint8Array(16))
    expect(pairs.has(6)).toBe(false)
  })

  test('gets a message without a place for the MIC, so that none is looked for', () => {
    const { message } = answer({ challenge: withoutTime })
    expect(new DataView(message.buffer).getUint32(32, true)).toBe(72)
  })
})

describe('the proof', () => {
  test('is the one of the right password, for the domain as it is spelt and the user in capitals', () => {
    const { message } = answer({ account: { user: 'änna', domain: 'contoso' } })
    expect(toHex(readType3(message).proof)).toBe(
      proofOf(message, keyOf(ntHash('Correct horse'), 'ÄNNAcontoso')),
    )
  })

  test.each([
    ['straße', 'STRAßE'],
    ['ılgın', 'ıLGıN'],
    ['γιώργος', 'ΓΙΏΡΓΟΣ'],
  ])('takes %s as Windows upper-cases it: %s', (user, upper) => {
    const { message } = answer({ account: { user, domain: '' } })
    expect(toHex(readType3(message).proof)).toBe(proofOf(message, keyOf(ntHash('Correct horse'), upper)))
  })

  test('is another one for another password', () => {
    expect(readType3(answer({ ntHash: ntHash('correct horse') }).message).proof).not.toEqual(
      readType3(answer().message).proof,
    )
  })
})

describe('what the client says of the connection', () => {
  test('is the channel binding and the service name, in place of whatever the server put there', () => {
    const challenge = makeChallenge({
      pairs: [
        [9, utf16('HTTP/evil.example')],
        [10, fromHex('ee'.repeat(16))],
        [99, utf16('kept')],
        [7, fileTime(1n)],
      ],
    })
    const { pairs } = readType3(answer({ challenge, channelBindings: fromHex('cb'.repeat(16)) }).message)
    expect([...pairs.keys()]).toEqual([99, 7, 6, 10, 9])
    expect(toHex(pairs.get(10) ?? new Uint8Array())).toBe('cb'.repeat(16))
    expect(pairs.get(9)).toEqual(utf16('HTTP/mail.contoso.example'))
  })

  test('is zeros without a channel binding, which Windows takes for none', () => {
    expect(readType3(answer().message).pairs.get(10)).toEqual(new Uint8Array(16))
  })
})

describe('the session key', () => {
  test('is exchanged when both sides want it', () => {
    const { exportedSessionKey, message, flags } = answer()
    expect(toHex(exportedSessionKey)).toBe('99'.repeat(16))
    expect(readType3(message).key).toHaveLength(16)
    expect(flags & KEY_EXCH).not.toBe(0)
  })

  test.each([
    ['the client does not ask', { negotiate: encodeNegotiate({ flags: HTTP_FLAGS }).bytes() }],
    ['the server does not grant it', { challenge: makeChallenge({ flags: FULL_FLAGS & ~KEY_EXCH }) }],
  ])('follows from the proof when %s', (_, changes) => {
    const { exportedSessionKey, message } = answer(changes)
    const { key, proof } = readType3(message)
    expect(key).toHaveLength(0)
    const responseKey = keyOf(ntHash('Correct horse'), 'ANNACONTOSO')
    expect(toHex(exportedSessionKey)).toBe(createHmac('md5', responseKey).update(proof).digest('hex'))
  })

  test('and the random bytes must be of the right number', () => {
    const { clientChallenge, sessionKey } = request.random
    expect(() => answer({ random: { clientChallenge: new Uint8Array(7), sessionKey } })).toThrow(RangeError)
    expect(() => answer({ random: { clientChallenge, sessionKey: new Uint8Array(8) } })).toThrow(RangeError)
  })
})

test('what was agreed on is what both sides want, and names are in UTF-16 alone', () => {
  const everything = makeChallenge({ flags: 0xffffffff })
  expect(answer({ challenge: everything }).flags).toBe(((RPC_FLAGS & ~0x2) | 0x00800000) >>> 0)
})

test('a server without target information is answered, with what the client has to say', () => {
  const { pairs } = readType3(answer({ challenge: makeChallenge({ head: 40 }) }).message)
  expect([...pairs.keys()]).toEqual([10, 9])
})

test('the names go out as they were typed', () => {
  const { message } = answer({ account: { user: 'anna@contoso.example', domain: '' }, workstation: 'PROBE' })
  expect(readType3(message)).toMatchObject({ user: 'anna@contoso.example', domain: '', workstation: 'PROBE' })
})

test('a server that takes no UTF-16 is refused', () => {
  expect(() =>
    answer({ challenge: makeChallenge({ flags: FULL_FLAGS & ~1, name: new Uint8Array(0) }) }),
  ).toThrow(expect.objectContaining({ code: 'ntlm.no-unicode' }))
})

test.each([
  ['with a MIC', withTime],
  ['with an LM response', withoutTime],
])(
  'the annotated message %s shows the fields and nothing that a password could be guessed from',
  (_, challenge) => {
    const { annotated, message, exportedSessionKey } = answer({ challenge })
    const { proof, key, mic, lm, pairs } = readType3(message)
    const bytes = annotated.replace(/ {2}.*$/gm, '').replace(/\s/g, '')
    expect(bytes).toHaveLength(2 * message.length)
    const secrets = [proof, key, exportedSessionKey, request.ntHash, pairs.has(6) ? mic : lm.subarray(0, 16)]
    for (const secret of secrets) expect(bytes).not.toContain(toHex(secret))
    expect(annotated).toContain('"HTTP/mail.contoso.example"')
    expect(annotated).toContain('MsvAvChannelBindings')
  },
)

test('no error, whatever the server sends, tells of the password or its hash', () => {
  const secrets = ['Correct horse', toHex(request.ntHash), request.ntHash.join(',')]
  fc.assert(
    fc.property(fc.nat(withTime.length - 1), fc.nat(255), fc.nat(withTime.length), (at, value, length) => {
      const challenge = Uint8Array.from(withTime)
      challenge[at] = value
      try {
        answer({ challenge: challenge.slice(0, length) })
      } catch (error) {
        const told = `${error} ${JSON.stringify(error)} ${error instanceof Error ? error.stack : ''}`
        for (const secret of secrets) expect(told).not.toContain(secret)
        expect(error).toMatchObject({ code: expect.stringMatching(/^ntlm\./) })
      }
    }),
    { numRuns: 1000 },
  )
})
