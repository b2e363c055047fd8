import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dnsInternet } from '../../lab/dns/internet.ts'
import { readQuery } from '../../lab/dns/wire.ts'
import { writeQuery, writeReply } from '../../lab/dns/write-message.ts'
import { readClientHello } from '../../lab/tls/client-hello.ts'

const internet = dnsInternet([
  {
    domain: 'plain.test',
    records: [
      { name: 'mail', type: 'A', address: '203.0.113.1' },
      { name: '*', type: 'CNAME', target: 'mail' },
    ],
    views: {},
    faults: [],
    signed: false,
    addressesOf: () => [],
  },
])

/** Bytes that were once right, with some of them changed. */
function damaged(bytes: Uint8Array) {
  const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const copy = Uint8Array.from(bytes)
    for (const [at, byte] of changes) copy[at] = byte
    return copy
  })
}

test('a resolver survives whatever it is asked, and answers what it could read', () => {
  const question = fc.oneof(fc.uint8Array({ maxLength: 64 }), damaged(writeQuery('Www.plain.test', 1)))
  fc.assert(
    fc.property(question, (bytes) => {
      const query = readQuery(bytes)
      if (query === undefined) return
      const resolution = internet.resolve('resolver-a', query)
      if (resolution === 'silence') return
      const reply = writeReply(query, resolution)
      // The header's id, and the question after it, as they came.
      expect(reply.subarray(0, 2)).toEqual(bytes.slice(0, 2))
      const end = 12 + query.name.length + (query.name === '' ? 1 : 2) + 4
      expect(reply.subarray(12, end)).toEqual(bytes.slice(12, end))
    }),
    { numRuns: 2000 },
  )
})

test('a front end survives whatever it is greeted with', () => {
  const hello = Buffer.from(
    '160301004e0100004a0303' +
      '07'.repeat(32) +
      '00' +
      '0004130100ff' +
      '0100' +
      '001d' +
      '0000000e000c0000096d61696c2e746573740' +
      '02b0007060a0a03040303',
    'hex',
  )
  expect(readClientHello(hello)).toEqual({
    newestVersion: 0x0304,
    suites: [0x1301, 0x00ff],
    serverName: 'mail.test',
  })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 128 }), damaged(hello)), (bytes) => {
      readClientHello(bytes)
    }),
    { numRuns: 2000 },
  )
})
