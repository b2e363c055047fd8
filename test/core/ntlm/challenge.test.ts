import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, toHex } from '../../../shared/protocols/bytes/index.ts'
import {
  flagNames,
  fromFileTime,
  readChallenge,
  readTargetInfo,
} from '../../../shared/protocols/ntlm/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import { FULL_FLAGS, fileTime, makeChallenge, makePairs, utf16 } from './challenge-maker.ts'
import { CHALLENGE, WITH_TIMESTAMP } from './known-answers.ts'

const VERSION = 0x02000000
const TARGET_INFO = 0x00800000
const UNICODE = 0x00000001

describe('what a server tells of itself', () => {
  test('is read from the published challenge', () => {
    const challenge = readChallenge(CHALLENGE)
    expect(challenge).toMatchObject({
      flags: 0xe28a8233,
      targetName: 'Server',
      targetInfo: { nbDomainName: 'Domain', nbComputerName: 'Server' },
      version: { major: 6, minor: 0, build: 6000 },
    })
    expect(toHex(challenge.serverChallenge)).toBe('0123456789abcdef')
    expect(challenge.targetInfo?.timestamp).toBeUndefined()
  })

  test('names its domain, host and clock, as an Exchange server does', () => {
    expect(readChallenge(WITH_TIMESTAMP.challenge).targetInfo).toMatchObject({
      dnsDomainName: 'lab.test',
      dnsComputerName: 'server.lab.test',
      timestamp: 0x01d900000000cafen,
    })
    const pairs = makePairs([
      [5, utf16('forest.example')],
      [7, fileTime(133_700_000_000_000_000n)],
    ])
    const { dnsTreeName, timestamp = 0n } = readTargetInfo(pairs)
    expect(dnsTreeName).toBe('forest.example')
    expect(new Date(fromFileTime(timestamp) ?? 0).toISOString()).toBe('2024-09-05T08:53:20.000Z')
  })

  test('is read from a head of 48 bytes, which has no version though the flags say so', () => {
    const { targetName, targetInfo, version } = readChallenge(makeChallenge({ head: 48 }))
    expect(targetName).toBe('CONTOSO')
    expect(targetInfo?.nbDomainName).toBe('CONTOSO')
    expect(version).toBeUndefined()
  })

  test.each([[32], [40]])('is read from a head of %i bytes, which has no target information', (head) => {
    const { targetName, targetInfo, version } = readChallenge(makeChallenge({ head }))
    expect({ targetName, targetInfo, version }).toEqual({ targetName: 'CONTOSO' })
  })

  test('is read by offsets, whichever part comes first', () => {
    const { targetName, targetInfo } = readChallenge(makeChallenge({ infoFirst: true }))
    expect([targetName, targetInfo?.nbDomainName]).toEqual(['CONTOSO', 'CONTOSO'])
  })

  test('is left alone where the flags do not announce it', () => {
    const { targetInfo, version } = readChallenge(
      makeChallenge({ flags: FULL_FLAGS & ~(TARGET_INFO | VERSION) }),
    )
    expect({ targetInfo, version }).toEqual({})
  })

  test('is ASCII when the server does not speak UTF-16, and no other letter is guessed', () => {
    const name = Uint8Array.of(0x53, 0x52, 0x56, 0xe9)
    expect(readChallenge(makeChallenge({ flags: FULL_FLAGS & ~UNICODE, name })).targetName).toBe('SRV\ufffd')
  })

  test('keeps pairs that nobody knows, for they have to be given back', () => {
    const { targetInfo } = readChallenge(makeChallenge({ pairs: [[99, Uint8Array.of(1, 2, 3)]] }))
    expect(targetInfo?.pairs).toEqual([{ id: 99, value: Uint8Array.of(1, 2, 3) }])
  })

  test('counts once: of a name that is there twice the first is taken', () => {
    const { targetInfo } = readChallenge(
      makeChallenge({
        pairs: [
          [4, utf16('a.example')],
          [4, utf16('b.example')],
        ],
      }),
    )
    expect(targetInfo?.dnsDomainName).toBe('a.example')
  })

  test('shows which flags are set by their names', () => {
    expect(flagNames(0x80080201)).toEqual(['UNICODE', 'NTLM', 'EXTENDED_SESSIONSECURITY', 'KEY_56'])
  })

  test('may hold a clock that no date can show', () => {
    expect(fromFileTime(0xffffffffffffffffn)).toBe(1833029933770955)
    expect(fromFileTime(0n)).toBe(-11644473600000)
  })
})

/** An honest challenge with one byte at `at` changed. */
function changed(at: number, value: number, message = makeChallenge()): Uint8Array {
  const copy = Uint8Array.from(message)
  copy[at] = value
  return copy
}

test.each([
  ['nothing', new Uint8Array(0), 'ntlm.signature-missing'],
  ['another protocol', new TextEncoder().encode('HTTP/1.1 200 OK'), 'ntlm.signature-missing'],
  ['a NEGOTIATE message', changed(8, 1), 'ntlm.message-type'],
  ['an AUTHENTICATE message', changed(8, 3), 'ntlm.message-type'],
  ['a head that ends in the challenge', makeChallenge().slice(0, 30), 'ntlm.truncated'],
  ['a name behind the end', changed(16, 0xff), 'ntlm.field-outside'],
  ['a name at 4 GB', changed(19, 0xff), 'ntlm.field-outside'],
  ['target information behind the end', changed(44, 0xff), 'ntlm.field-outside'],
  ['a name of an odd length', makeChallenge({ name: Uint8Array.of(65, 0, 66) }), 'ntlm.odd-length'],
  ['a domain of an odd length', makeChallenge({ pairs: [[2, Uint8Array.of(65)]] }), 'ntlm.odd-length'],
  ['a clock of four bytes', makeChallenge({ pairs: [[7, new Uint8Array(4)]] }), 'ntlm.pair-length'],
  ['flags of two bytes', makeChallenge({ pairs: [[6, new Uint8Array(2)]] }), 'ntlm.pair-length'],
  ['pairs without an end', makeChallenge({ pairs: [] }).fill(1, -4), 'ntlm.truncated'],
  [
    'pairs without number',
    makeChallenge({ pairs: Array.from({ length: 65 }, () => [99, new Uint8Array(0)] as const) }),
    'ntlm.too-many-pairs',
  ],
  ['a message of 64 KB and more', concatBytes(makeChallenge(), new Uint8Array(0x10000)), 'ntlm.too-long'],
])('%s is refused with its own error', (_, message, code) => {
  expect(() => readChallenge(message)).toThrow(expect.objectContaining({ name: 'ProtocolError', code }))
})

describe('whatever a server sends', () => {
  const honest = makeChallenge({
    pairs: [
      [2, utf16('CONTOSO')],
      [7, fileTime(1n)],
      [99, utf16('x')],
    ],
  })
  const damaged = fc
    .tuple(
      fc.array(fc.tuple(fc.nat(honest.length - 1), fc.nat(255)), { maxLength: 6 }),
      fc.integer({ min: 0, max: honest.length }),
    )
    .map(([changes, length]) => {
      const bytes = Uint8Array.from(honest)
      for (const [at, value] of changes) bytes[at] = value
      return bytes.slice(0, length)
    })
  const anything = fc.uint8Array({ maxLength: 200 })

  test.each([
    ['bytes', anything],
    ['bytes behind an honest start', anything.map((bytes) => concatBytes(honest.subarray(0, 12), bytes))],
    ['a damaged challenge', damaged],
  ])('%s are a challenge or a typed error', (_, messages) => {
    fc.assert(
      fc.property(messages, (message) => {
        try {
          readChallenge(message)
        } catch (error) {
          if (!(error instanceof ProtocolError) || !error.code.startsWith('ntlm.')) throw error
        }
      }),
      { numRuns: 2000 },
    )
  })
})
