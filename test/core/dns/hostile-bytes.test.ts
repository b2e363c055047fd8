import { encode } from 'dns-packet'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DnsExchange } from '../../../shared/platform/index.ts'
import { decodeMessage, queryDns } from '../../../shared/protocols/dns/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'

const { signal } = new AbortController()
const RUNS = 3000

/** What queryDns makes of a response: `answered`, or the code of its error; anything else fails the test. */
async function outcomeOf(response: Uint8Array): Promise<string> {
  const exchange: DnsExchange = async () => response
  try {
    await queryDns(exchange, { name: 'example.com', type: 'MX' }, signal)
    return 'answered'
  } catch (error) {
    if (!(error instanceof ProtocolError) || !error.code.startsWith('dns.')) throw error
    return error.code
  }
}

const name = 'example.com'
const HONEST = new Uint8Array(
  encode({
    type: 'response',
    questions: [{ type: 'MX', name }],
    answers: [
      { type: 'CNAME', name, data: 'a.example.net' },
      { type: 'MX', name: 'a.example.net', data: { preference: 10, exchange: 'mx.example.com' } },
      { type: 'TXT', name, data: ['text'] },
      { type: 'CAA', name, data: { flags: 0, tag: 'issue', value: 'ca.example' } },
      { type: 'SRV', name, data: { port: 443, target: 'mail.example.com' } },
    ],
    authorities: [{ type: 'SOA', name, data: { mname: 'ns1.example.com', rname: 'root.example.com' } }],
  }),
)

/** A response with a few bytes changed behind the question, and perhaps cut off. */
const damaged = fc
  .record({
    changes: fc.array(fc.tuple(fc.nat(HONEST.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
    length: fc.integer({ min: 0, max: HONEST.length }),
    cut: fc.boolean(),
  })
  .map(({ changes, length, cut }) => {
    const bytes = Uint8Array.from(HONEST)
    for (const [at, value] of changes) bytes[at] = value
    return cut ? bytes.slice(0, length) : bytes
  })

/** Records made of names full of pointers, behind an honest header and question. */
const pointers = fc
  .array(fc.oneof(fc.constant(0xc0), fc.constant(0x0c), fc.nat(63), fc.nat(255)), { maxLength: 300 })
  .map((records) => Uint8Array.from([...HONEST.slice(0, 29), ...records]))

describe('whatever a resolver sends', () => {
  test('the honest message that the others are made of is an answer', async () => {
    expect(await outcomeOf(HONEST)).toBe('answered')
  })

  test.each([
    ['any bytes', fc.uint8Array({ maxLength: 600 })],
    ['a damaged response', damaged],
    ['names full of pointers', pointers],
  ])('%s end in an answer or in a typed error', async (_, bytes) => {
    await fc.assert(
      fc.asyncProperty(bytes, async (response) => void (await outcomeOf(response))),
      { numRuns: RUNS },
    )
  })

  test('every cut of a response is refused, and none is taken for a shorter answer', async () => {
    for (let length = 0; length < HONEST.length; length += 1) {
      expect(() => decodeMessage(HONEST.slice(0, length))).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^dns\.(truncated|rdata)$/) }),
      )
    }
  })
})
