import { type DecodedPacket, decode, encode } from 'dns-packet'
import { describe, expect, test } from 'vitest'
import {
  checkResponse,
  decodeMessage,
  encodeQuery,
  type RecordType,
} from '../../../shared/protocols/dns/index.ts'
import { bytesOf } from './annotated-hex.ts'

const refusal = (code: string) => expect.objectContaining({ name: 'ProtocolError', code })

describe('a query', () => {
  test('is that of RFC 8484 section 4.1.1, with the AD bit set', () => {
    expect(encodeQuery({ name: 'www.example.com', type: 'A' }, { edns: false })).toEqual(
      bytesOf(`
        0000 0120           ; id 0, recursion desired, AD
        0001 0000 0000 0000
        03 777777 07 6578616d706c65 03 636f6d 00
        0001 0001`),
    )
  })

  test.each<RecordType>(['A', 'NS', 'CNAME', 'SOA', 'MX', 'TXT', 'AAAA', 'SRV', 'CAA'])(
    'for %s is read by an independent codec as it was meant',
    (type) => {
      const query = encodeQuery({ name: '_autodiscover._tcp.Example.com.', type, checkingDisabled: true })
      const packet: DecodedPacket = decode(Buffer.from(query))
      expect(packet).toMatchObject({
        id: 0,
        type: 'query',
        flag_rd: true,
        flag_ad: true,
        flag_cd: true,
        questions: [{ name: '_autodiscover._tcp.Example.com', type, class: 'IN' }],
        answers: [],
        additionals: [{ type: 'OPT', udpPayloadSize: 1232, flag_do: false, ednsVersion: 0, options: [] }],
      })
    },
  )

  test('leaves checking on unless told otherwise', () => {
    expect(decode(Buffer.from(encodeQuery({ name: 'example.com', type: 'A' })))).toMatchObject({
      flag_cd: false,
    })
  })

  test('may be for the longest name there is', () => {
    const name = `${`${'a'.repeat(63)}.`.repeat(3)}${'b'.repeat(61)}`
    expect(decode(Buffer.from(encodeQuery({ name, type: 'A' })))).toMatchObject({ questions: [{ name }] })
  })
})

/** The response of RFC 8484 section 4.2.2: www.example.com has the address 2001:db8:abcd:12:1:2:3:4. */
const RFC_8484_RESPONSE = bytesOf(`
  0000 8180 0001 0001 0000 0000
  03 777777 07 6578616d706c65 03 636f6d 00  001c 0001
  c00c 001c 0001 00000e7d 0010  2001 0db8 abcd 0012 0001 0002 0003 0004`)

/** A response to nothing in particular, with the given records in the answer section. */
function answerWith(count: number, records: string): Uint8Array {
  return bytesOf(`0000 8180 0000 ${count.toString(16).padStart(4, '0')} 0000 0000 ${records}`)
}

describe('a response', () => {
  test('is that of RFC 8484 section 4.2.2', () => {
    expect(decodeMessage(RFC_8484_RESPONSE)).toEqual({
      rcode: 0,
      truncated: false,
      authenticated: false,
      checkingDisabled: false,
      answer: [{ type: 'AAAA', name: 'www.example.com', ttl: 3709, address: '2001:db8:abcd:12:1:2:3:4' }],
      authority: [],
      edns: false,
      extendedErrors: [],
    })
  })

  test('with records of every type, as an independent codec writes them', () => {
    const name = 'example.com'
    const message = encode({
      type: 'response',
      flags: 0x20 | 0x10 | 0x200,
      questions: [{ type: 'A', name }],
      answers: [
        { type: 'A', name, ttl: 1, data: '192.0.2.1' },
        { type: 'AAAA', name, ttl: 2, data: '2001:db8::1' },
        { type: 'CNAME', name, ttl: 3, data: 'Other.example.NET' },
        { type: 'MX', name, ttl: 4, data: { preference: 10, exchange: 'mx.example.com' } },
        {
          type: 'SRV',
          name,
          ttl: 5,
          data: { priority: 1, weight: 2, port: 443, target: 'mail.example.com' },
        },
        { type: 'TXT', name, ttl: 6, data: ['v=spf1 -all', 'a\\b\u00e9'] },
        { type: 'CAA', name, ttl: 7, data: { flags: 128, tag: 'issue', value: 'ca.example' } },
      ],
      authorities: [
        { type: 'NS', name, ttl: 8, data: 'ns1.example.com' },
        {
          type: 'SOA',
          name,
          ttl: 9,
          data: {
            mname: 'ns1.example.com',
            rname: 'hostmaster.example.com',
            serial: 2026010101,
            refresh: 7200,
            retry: 3600,
            expire: 1209600,
            minimum: 300,
          },
        },
      ],
    })
    expect(decodeMessage(new Uint8Array(message))).toMatchObject({
      truncated: true,
      authenticated: true,
      checkingDisabled: true,
      answer: [
        { type: 'A', name, ttl: 1, address: '192.0.2.1' },
        { type: 'AAAA', name, ttl: 2, address: '2001:db8::1' },
        { type: 'CNAME', name, ttl: 3, target: 'other.example.net' },
        { type: 'MX', name, ttl: 4, preference: 10, exchange: 'mx.example.com' },
        { type: 'SRV', name, ttl: 5, priority: 1, weight: 2, port: 443, target: 'mail.example.com' },
        { type: 'TXT', name, ttl: 6, strings: ['v=spf1 -all', 'a\\\\b\\195\\169'] },
        { type: 'CAA', name, ttl: 7, critical: true, tag: 'issue', value: 'ca.example' },
      ],
      authority: [
        { type: 'NS', name, ttl: 8, host: 'ns1.example.com' },
        {
          type: 'SOA',
          name,
          ttl: 9,
          primary: 'ns1.example.com',
          mailbox: 'hostmaster.example.com',
          serial: 2026010101,
          refresh: 7200,
          retry: 3600,
          expire: 1209600,
          minimum: 300,
        },
      ],
    })
  })

  test('with names compressed in the data of MX, SOA, and of SRV though it should not', () => {
    const message = bytesOf(`
      0000 8180 0001 0002 0001 0000
      07 6578616d706c65 03 636f6d 00  00ff 0001                ; 12: example.com
      c00c 000f 0001 00000e10 0007  000a 02 6d78 c00c          ; MX 10 mx.example.com
      c00c 0021 0001 00000e10 000a  0001 0002 01bb 01 61 c00c  ; SRV 1 2 443 a.example.com
      c00c 0006 0001 00000e10 001b  02 6e73 c00c  c014         ; SOA ns.example.com, mailbox com
           00000001 00000002 00000003 00000004 00000005`)
    expect(decodeMessage(message)).toMatchObject({
      answer: [
        { type: 'MX', exchange: 'mx.example.com' },
        { type: 'SRV', priority: 1, weight: 2, port: 443, target: 'a.example.com' },
      ],
      authority: [{ type: 'SOA', primary: 'ns.example.com', serial: 1, minimum: 5 }],
    })
  })

  test('says why in extended errors, and its rcode may be twelve bits long (RFC 8914, RFC 6891)', () => {
    const message = bytesOf(`
      0000 8180 0000 0000 0000 0001
      00 0029 04d0 01 00 8000 0028     ; OPT, extended rcode 1, DO
        000f 000c 0007 7369672074 6f6f 206f6c       ; code 7, "sig too ol"
        000a 0008 0102030405060708                  ; a cookie: not ours
        000f 0002 ffff                              ; a code that nobody registered
        000f 0002 0006`)
    expect(decodeMessage(message)).toMatchObject({
      rcode: 16,
      edns: true,
      extendedErrors: [
        { code: 7, name: 'Signature Expired', text: 'sig too ol' },
        { code: 65535, name: '', text: '' },
        { code: 6, name: 'DNSSEC Bogus', text: '' },
      ],
    })
  })

  test.each([
    ['without its code', '0005  000f 0001 00'],
    ['longer than the record', '0006  000f 0004 0006'],
    ['shorter than its own header', '0003  000f 00'],
  ])('with an extended error %s is refused', (_, options) => {
    const message = bytesOf(`0000 8180 0000 0000 0000 0001  00 0029 04d0 00000000 ${options}`)
    expect(() => decodeMessage(message)).toThrow(refusal('dns.truncated'))
  })

  test('with an extended error whose text is no UTF-8 still gives the code', () => {
    const message = bytesOf(`0000 8180 0000 0000 0000 0001
      00 0029 04d0 00000000 0009  000f 0005 0016 ff41 00`)
    expect(decodeMessage(message).extendedErrors).toEqual([
      { code: 22, name: 'No Reachable Authority', text: '\ufffdA' },
    ])
  })

  test('leaves out what is not of the internet, or of a type that nobody asks for', () => {
    const message = answerWith(
      3,
      `00 0001 0003 00000e10 0004 c0000201   ; class CHAOS
       00 002e 0001 00000e10 0003 abcdef     ; RRSIG
       00 0001 0001 00000e10 0004 c0000202`,
    )
    expect(decodeMessage(message).answer).toEqual([{ type: 'A', name: '.', ttl: 3600, address: '192.0.2.2' }])
  })

  test('keeps a record for no time at all when its time is negative (RFC 2181 section 8)', () => {
    expect(decodeMessage(answerWith(1, '00 0001 0001 80000000 0004 c0000201')).answer[0]?.ttl).toBe(0)
    expect(decodeMessage(answerWith(1, '00 0001 0001 7fffffff 0004 c0000201')).answer[0]?.ttl).toBe(
      0x7fffffff,
    )
  })

  test.each([
    ['an A of five bytes', 'dns.rdata', '0001', '0005 c0000201 00'],
    ['an A of three bytes', 'dns.truncated', '0001', '0003 c00002'],
    ['an AAAA of four bytes', 'dns.truncated', '001c', '0004 c0000201'],
    ['a CNAME with more behind it', 'dns.rdata', '0005', '0003 00 0000'],
    ['an MX without a name', 'dns.truncated', '000f', '0002 000a'],
    ['a TXT without a string', 'dns.truncated', '0010', '0000'],
    ['a TXT whose string is longer than the record', 'dns.truncated', '0010', '0002 05 61'],
    ['a CAA whose tag is longer than the record', 'dns.truncated', '0101', '0003 00 09 61'],
    ['a CAA of nothing', 'dns.truncated', '0101', '0000'],
    ['data that is longer than the message', 'dns.truncated', '002e', '0010 00'],
  ])('with %s is refused', (_, code, type, data) => {
    expect(() => decodeMessage(answerWith(1, `00 ${type} 0001 00000e10 ${data}`))).toThrow(refusal(code))
  })

  test('whose record runs into the next one is refused', () => {
    const message = answerWith(
      2,
      `00 0010 0001 00000e10 0001 04           ; TXT of one byte, whose string is four long
       00 0001 0001 00000e10 0004 c0000201`,
    )
    expect(() => decodeMessage(message)).toThrow(refusal('dns.rdata'))
  })

  test.each([
    [
      'two OPT records',
      'dns.opt',
      '0000 8180 0000 0000 0000 0002  00 0029 04d0 00000000 0000  00 0029 04d0 00000000 0000',
    ],
    [
      'an OPT record with a name',
      'dns.opt',
      '0000 8180 0000 0000 0000 0001  01 61 00 0029 04d0 00000000 0000',
    ],
    ['bytes behind the last record', 'dns.trailing', '0000 8180 0000 0000 0000 0000 00'],
    ['fewer records than it counts', 'dns.truncated', '0000 8180 0000 ffff 0000 0000'],
    ['fewer questions than it counts', 'dns.truncated', '0000 8180 0001 0000 0000 0000'],
    ['half a header', 'dns.truncated', '0000 8180 0000'],
    ['nothing', 'dns.truncated', ''],
  ])('with %s is refused', (_, code, hex) => {
    expect(() => decodeMessage(bytesOf(hex))).toThrow(refusal(code))
  })

  test('longer than 65535 bytes is refused', () => {
    expect(() => decodeMessage(new Uint8Array(65536))).toThrow(refusal('dns.too-long'))
  })

  test('made to be expensive is read or refused in bounded work', () => {
    // One record's data is a long chain of pointers, each to the one before; the others' names lead into it.
    const data = 12 + 11
    const pointer = (target: number) => (0xc000 + target).toString(16)
    const chain = Array.from({ length: 8000 }, (_, index) => pointer(index === 0 ? 12 : data + 2 * index - 2))
    const records = `${pointer(data + 2 * 7999)} 002e 0001 00000000 0000`.repeat(4000)
    const message = answerWith(4001, `00 000a 0001 00000000 3e80 ${chain.join('')} ${records}`)
    expect(() => decodeMessage(message)).toThrow(refusal('dns.pointer'))
  })
})

describe('a response belongs to the query', () => {
  const query = encodeQuery({ name: 'www.example.com', type: 'AAAA' })

  test('when it echoes the question, its letters in whatever case', () => {
    checkResponse(query, RFC_8484_RESPONSE)
    const shouting = RFC_8484_RESPONSE.map((byte, index) =>
      index > 12 && index < 29 && byte > 0x60 ? byte - 0x20 : byte,
    )
    checkResponse(query, shouting)
  })

  test.each([
    ['the query itself', 'dns.not-a-response', 2, 0x01],
    ['an answer to a notification', 'dns.not-a-response', 2, 0xa1],
    ['an answer under another id', 'dns.id', 1, 0x01],
    ['an answer about another name', 'dns.question', 13, 0x78],
    ['an answer about another type', 'dns.question', 30, 0x01],
    ['an answer about a type that differs in the bit of the case', 'dns.question', 30, 0x3c],
    ['an answer about another class', 'dns.question', 32, 0x03],
    ['an answer with two questions', 'dns.question', 5, 0x02],
    ['an answer without the question', 'dns.question', 5, 0x00],
  ])('but not %s', (_, code, at, value) => {
    const response = Uint8Array.from(RFC_8484_RESPONSE)
    response[at] = value
    expect(() => checkResponse(query, response)).toThrow(refusal(code))
  })

  test.each([
    ['FORMERR', '0000 8181 0000 0000 0000 0000'],
    ['SERVFAIL', '0000 8182 0000 0000 0000 0000'],
    ['REFUSED', '0000 8185 0000 0000 0000 0000'],
  ])('also without the question when the server failed (%s)', (_, hex) => {
    checkResponse(query, bytesOf(hex))
  })

  test('but not without the question when it says that the name does not exist', () => {
    expect(() => checkResponse(query, bytesOf('0000 8183 0000 0000 0000 0000'))).toThrow(
      refusal('dns.question'),
    )
  })

  test.each([0, 3, 11, 14, 32])('and not when it ends after %d bytes', (length) => {
    expect(() => checkResponse(query, RFC_8484_RESPONSE.slice(0, length))).toThrow(refusal('dns.truncated'))
  })
})
