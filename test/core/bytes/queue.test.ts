import { afterEach, expect, test, vi } from 'vitest'
import { ByteQueue } from '../../../shared/protocols/bytes/index.ts'

afterEach(() => vi.restoreAllMocks())

test('what is taken is what was appended, in its order', () => {
  const queue = new ByteQueue()
  queue.append(Uint8Array.of(1, 2, 3))
  queue.append(Uint8Array.of(4))
  expect(queue.take(2)).toEqual(Uint8Array.of(1, 2))
  queue.append(Uint8Array.of(5, 6))
  expect(queue.length).toBe(4)
  expect(queue.bytes).toEqual(Uint8Array.of(3, 4, 5, 6))
  expect(queue.take(9)).toEqual(Uint8Array.of(3, 4, 5, 6))
  expect(queue.length).toBe(0)
})

test('what was taken, and what came in, stays as it was whatever follows', () => {
  const queue = new ByteQueue()
  const came = Uint8Array.of(1, 2, 3)
  queue.append(came.subarray(0, 2))
  const taken = queue.take(1)
  for (let byte = 10; byte < 30; byte += 1) queue.append(Uint8Array.of(byte))
  const more = queue.take(5)
  for (let byte = 30; byte < 90; byte += 1) queue.append(Uint8Array.of(byte))
  expect(taken).toEqual(Uint8Array.of(1))
  expect(more).toEqual(Uint8Array.of(2, 10, 11, 12, 13))
  expect(came).toEqual(Uint8Array.of(1, 2, 3))
})

test('a great many small pieces are copied some times each, and not once for each that comes after', () => {
  const set = vi.spyOn(Uint8Array.prototype, 'set')
  const queue = new ByteQueue()
  for (let piece = 0; piece < 20_000; piece += 1) queue.append(Uint8Array.of(piece & 0xff))
  expect(queue.length).toBe(20_000)
  expect(set.mock.calls.reduce((sum, [bytes]) => sum + bytes.length, 0)).toBeLessThan(4 * 20_000)
})
