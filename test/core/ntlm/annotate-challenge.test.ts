import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { annotateChallenge, readChallenge } from '../../../shared/protocols/ntlm/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import { makeChallenge, utf16 } from './challenge-maker.ts'
import { CHALLENGE } from './known-answers.ts'

describe('a challenge as people read it', () => {
  test('shows each field of the published one with its bytes', () => {
    const lines = annotateChallenge(CHALLENGE).split('\n')
    expect(lines).toEqual(
      expect.arrayContaining([
        '4e 54 4c 4d 53 53 50 00  Signature: NTLMSSP',
        '02 00 00 00  MessageType: CHALLENGE',
        '01 23 45 67 89 ab cd ef  ServerChallenge',
        '53 00 65 00 72 00 76 00 65 00 72 00  TargetName: "Server"',
        '44 00 6f 00 6d 00 61 00 69 00 6e 00  "Domain"',
        '00 00  AvId: MsvAvEOL',
      ]),
    )
  })

  test('a name cannot start a line of its own', () => {
    const text = annotateChallenge(
      makeChallenge({ name: utf16('A\nB'), pairs: [[1, utf16('C\n\u001b[2J')]] }),
    )
    expect(text).toContain('"A\\nB"')
    expect(text).not.toMatch(/^B/m)
    expect(text).not.toContain('\u001b')
  })

  test('whatever can be read can be shown', () => {
    const made = makeChallenge()
    fc.assert(
      fc.property(
        fc.nat(made.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 12, max: made.length }),
        (at, byte, length) => {
          const message = made.slice(0, length)
          if (at < length) message[at] = byte
          try {
            readChallenge(message)
          } catch (error) {
            if (error instanceof ProtocolError) return
            throw error
          }
          expect(annotateChallenge(message)).toContain('CHALLENGE')
        },
      ),
    )
  })
})
