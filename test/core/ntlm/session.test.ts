import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import { NtlmSession, sessionKeys } from '../../../shared/protocols/ntlm/index.ts'

const FLAGS = 0xe2888235
const KEY_128 = 0x20000000
const KEY_56 = 0x80000000
const ESS = 0x00080000
const exportedSessionKey = fromHex('00112233445566778899aabbccddeeff')
const pair = (flags = FLAGS) => ({
  client: new NtlmSession({ exportedSessionKey, flags, side: 'client' }),
  server: new NtlmSession({ exportedSessionKey, flags, side: 'server' }),
})
const message = new TextEncoder().encode('a message to be protected')

describe('a peer that reads along', () => {
  test('opens any messages in any mixture of signing and sealing, in both directions', () => {
    const sent = fc.record({
      fromClient: fc.boolean(),
      sealed: fc.boolean(),
      text: fc.uint8Array({ maxLength: 80 }),
      head: fc.nat(20),
    })
    fc.assert(
      fc.property(fc.array(sent, { maxLength: 12 }), (messages) => {
        const { client, server } = pair()
        for (const { fromClient, sealed, text, head } of messages) {
          const [from, to] = fromClient ? [client, server] : [server, client]
          const part = { start: Math.min(head, text.length), end: text.length }
          if (sealed) {
            const { message: hidden, signature } = from.seal(text, part)
            expect(to.unseal(hidden, signature, part)).toEqual(text)
          } else to.verify(text, from.sign(text))
        }
      }),
    )
  })
})

describe('a message is refused', () => {
  test.each([
    [
      'with another text',
      (signature: Uint8Array) => ({ text: concatBytes(message, message), signature }),
      'checksum',
    ],
    [
      'with a checksum changed',
      (signature: Uint8Array) => ({ text: message, signature: flip(signature, 7) }),
      'checksum',
    ],
    [
      'with its number changed',
      (signature: Uint8Array) => ({ text: message, signature: flip(signature, 12) }),
      'sequence',
    ],
    [
      'with another version',
      (signature: Uint8Array) => ({ text: message, signature: flip(signature, 0) }),
      'signature-form',
    ],
    [
      'with half a signature',
      (signature: Uint8Array) => ({ text: message, signature: signature.slice(0, 8) }),
      'signature-form',
    ],
    ['with no signature', () => ({ text: message, signature: new Uint8Array(0) }), 'signature-form'],
  ])('%s', (_, tamper, code) => {
    const { client, server } = pair()
    const { text, signature } = tamper(client.sign(message))
    expect(() => server.verify(text, signature)).toThrow(expect.objectContaining({ code: `ntlm.${code}` }))
  })

  test('when it comes a second time', () => {
    const { client, server } = pair()
    const signature = client.sign(message)
    server.verify(message, signature)
    expect(() => server.verify(message, signature)).toThrow(
      expect.objectContaining({ code: 'ntlm.sequence' }),
    )
  })

  test('when one before it was lost', () => {
    const { client, server } = pair()
    client.sign(message)
    expect(() => server.verify(message, client.sign(message))).toThrow(
      expect.objectContaining({ code: 'ntlm.sequence' }),
    )
  })

  test('when it is sent back to the one who made it', () => {
    const { client } = pair()
    expect(() => client.verify(message, client.sign(message))).toThrow(
      expect.objectContaining({ code: 'ntlm.checksum' }),
    )
  })

  test('with any byte of the sealed text changed', () => {
    for (let at = 0; at < message.length; at += 1) {
      const { client, server } = pair()
      const { message: sealed, signature } = client.seal(message)
      expect(() => server.unseal(flip(sealed, at), signature)).toThrow(
        expect.objectContaining({ code: 'ntlm.checksum' }),
      )
    }
  })
})

test('bytes outside the sealed part stay readable, and are signed all the same', () => {
  const { client, server } = pair()
  const part = { start: 4, end: 10 }
  const { message: sealed, signature } = client.seal(message, part)
  expect(sealed.subarray(0, 4)).toEqual(message.subarray(0, 4))
  expect(sealed.subarray(10)).toEqual(message.subarray(10))
  expect(sealed.subarray(4, 10)).not.toEqual(message.subarray(4, 10))
  expect(() => server.unseal(flip(sealed, 0), signature, part)).toThrow(
    expect.objectContaining({ code: 'ntlm.checksum' }),
  )
})

test.each([
  ['16 bytes with 128', KEY_128 | KEY_56, 16],
  ['7 bytes with 56 alone', KEY_56, 7],
  ['5 bytes with neither', 0, 5],
])('sealing keys come from %s (MS-NLMP section 3.4.5.3)', (_, strength, length) => {
  const keys = sessionKeys(exportedSessionKey, (ESS | strength) >>> 0)
  const expected = createHash('md5')
    .update(exportedSessionKey.subarray(0, length))
    .update('session key to client-to-server sealing key magic constant\0')
    .digest('hex')
  expect(toHex(keys.clientSealing)).toBe(expected)
})

test('nothing is signed without extended session security', () => {
  expect(() => pair(FLAGS & ~ESS)).toThrow(
    expect.objectContaining({ code: 'ntlm.no-extended-session-security' }),
  )
})

function flip(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 0x10 : byte))
}
