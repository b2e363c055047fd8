import { afterEach, expect, test, vi } from 'vitest'
import type { ByteStream } from '../../../shared/platform/index.ts'
import { Channel } from '../../../shared/protocols/tls/handshake/channel.ts'

afterEach(() => vi.restoreAllMocks())

const CERTIFICATE = 11
const LENGTH = 40_000

/** A handshake message, one byte a record; all of them in one piece, or each byte by itself. */
function inSmallRecords(piece: number): ByteStream {
  const message = new Uint8Array(4 + LENGTH).fill(0xab)
  message.set([CERTIFICATE, 0, LENGTH >> 8, LENGTH & 0xff])
  const records = new Uint8Array(6 * message.length)
  message.forEach((byte, at) => {
    records.set([22, 3, 3, 0, 1, byte], 6 * at)
  })
  let at = 0
  return {
    remote: { address: '192.0.2.1', port: 443 },
    read: async () => {
      const next = records.subarray(at, at + piece)
      at += next.length
      return next.length > 0 ? next : null
    },
    write: async () => {},
    end: async () => {},
    close: () => {},
  }
}

test.each([
  ['in one piece', 6 * (4 + LENGTH)],
  ['in pieces of some bytes', 4],
])('a message in records of a byte each, which come %s, costs no more than its length', async (_, piece) => {
  const channel = new Channel(inSmallRecords(piece))
  const set = vi.spyOn(Uint8Array.prototype, 'set')
  const { bytes } = await channel.receive(CERTIFICATE)
  expect(bytes).toHaveLength(4 + LENGTH)
  expect(bytes.subarray(4).every((byte) => byte === 0xab)).toBe(true)
  const copied = set.mock.calls.reduce((sum, [part]) => sum + part.length, 0)
  expect(copied).toBeLessThan(20 * LENGTH)
})
