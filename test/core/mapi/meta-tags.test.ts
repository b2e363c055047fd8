import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import { type BodySource, readFramedBody } from '../../../shared/protocols/mapi/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import { BUILT } from './vectors.ts'

/** A body that comes in these pieces. */
function pieces(...parts: readonly Uint8Array[]): BodySource {
  const left = [...parts]
  return { read: async () => left.shift() ?? null }
}

const text = (value: string) => new TextEncoder().encode(value)

/** The bytes cut into pieces of at most `size`. */
function cut(bytes: Uint8Array, size: number): BodySource {
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size))
  return pieces(...parts)
}

describe('an answer with meta-tags', () => {
  test.each([1, 2, 3, 7, 11, 12, 18, 1000])('is read alike in pieces of %s bytes', async (size) => {
    const framed = await readFramedBody(cut(fromHex(BUILT.connectFramed), size))
    expect(framed.pending).toBe(0)
    expect(framed.headers.entries).toEqual([
      ['X-ElapsedTime', '12'],
      ['X-StartTime', 'Mon, 30 Jun 2026 12:00:00 GMT'],
    ])
    expect(toHex(framed.body)).toMatch(/^000000000000000060ea0000/)
    expect(framed.body.length).toBe(43)
  })

  test('may have to wait', async () => {
    const source = pieces(text('PROCESSING\r\nPEND'), text('ING\r\nPENDING\r'), text('\nDONE\r\n\r\nbody'))
    expect(await readFramedBody(source)).toMatchObject({ pending: 2, body: text('body') })
  })

  test('may hold what looks like a meta-tag in its body', async () => {
    const { body } = await readFramedBody(pieces(text('PROCESSING\r\nDONE\r\n\r\nDONE\r\n\r\nPENDING')))
    expect(body).toEqual(text('DONE\r\n\r\nPENDING'))
  })

  test('to a PING may be nothing at all; to anything else that is no answer', async () => {
    expect((await readFramedBody(pieces(), { empty: true })).body.length).toBe(0)
    const pong = text('PROCESSING\r\nDONE\r\nX-ElapsedTime: 0\r\n\r\n')
    expect((await readFramedBody(pieces(pong), { empty: true })).body.length).toBe(0)
    await expect(readFramedBody(pieces())).rejects.toMatchObject({ code: 'mapi.http-not-done' })
  })

  test.each([
    ['that ends at work', 'PROCESSING\r\nPENDING\r\n', 'mapi.http-not-done'],
    ['that ends within a meta-tag', 'PROCESSING\r\nDON', 'mapi.http-not-done'],
    ['that ends among its headers', 'PROCESSING\r\nDONE\r\nX-ElapsedTime: 1\r\n', 'mapi.http-framing'],
    ['of another kind', '<html>\n', 'mapi.http-framing'],
    ['that starts twice', 'PROCESSING\r\nPROCESSING\r\nDONE\r\n\r\n', 'mapi.http-framing'],
    ['with a header that is none', 'PROCESSING\r\nDONE\r\nelapsed 1\r\n\r\n', 'mapi.http-framing'],
    ['of one endless line', 'P'.repeat(10_000), 'mapi.http-framing'],
    [
      'with headers without end',
      `PROCESSING\r\nDONE\r\n${'X-Header: value\r\n'.repeat(2000)}`,
      'mapi.http-framing',
    ],
    ['that never comes to an end', `PROCESSING\r\n${'PENDING\r\n'.repeat(200)}`, 'mapi.http-pending'],
  ])('%s is refused', async (_, body, code) => {
    await expect(readFramedBody(cut(text(body), 100))).rejects.toMatchObject({ code })
  })

  test('is refused when it is larger than any honest one', async () => {
    const source = cut(text(`PROCESSING\r\nDONE\r\n\r\n${'x'.repeat(2000)}`), 100)
    await expect(readFramedBody(source, { body: 1000 })).rejects.toMatchObject({
      code: 'mapi.http-body-too-large',
    })
  })

  test('keeps the reason why its source broke off', async () => {
    const broken = new ProtocolError('http.closed-in-body', 'the connection ended')
    const source: BodySource = { read: async () => Promise.reject(broken) }
    await expect(readFramedBody(source)).rejects.toBe(broken)
  })

  test('of any bytes in any pieces ends in an answer or in a typed error', async () => {
    const part = fc.oneof(
      fc.constantFrom('PROCESSING\r\n', 'PENDING\r\n', 'DONE\r\n', '\r\n', '\n', 'X-A: b\r\n').map(text),
      fc.uint8Array({ maxLength: 30 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        try {
          await readFramedBody(pieces(...parts))
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
