import { type Answer, decode, encode, type Packet } from 'dns-packet'
import { describe, expect, test } from 'vitest'
import type { DnsExchange } from '../../../shared/platform/index.ts'
import { queryDns, type RecordType } from '../../../shared/protocols/dns/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'

const { signal } = new AbortController()
const refusal = (code: string) => expect.objectContaining({ name: 'ProtocolError', code })

/** A resolver made with an independent codec: it echoes the question and adds what the test says. */
function resolver(response: Partial<Packet> & { rcode?: number }): DnsExchange {
  return async (query) => {
    const { questions = [] } = decode(Buffer.from(query))
    const { rcode = 0, flags = 0, ...sections } = response
    return new Uint8Array(encode({ id: 0, type: 'response', flags: flags | rcode, questions, ...sections }))
  }
}

function ask(
  response: Partial<Packet> & { rcode?: number },
  name = 'mail.example.com',
  type: RecordType = 'A',
) {
  return queryDns(resolver(response), { name, type }, signal)
}

const a = (name: string, data = '192.0.2.1'): Answer => ({ type: 'A', name, ttl: 60, data })
const cname = (name: string, data: string): Answer => ({ type: 'CNAME', name, ttl: 60, data })
const soa: Answer = {
  type: 'SOA',
  name: 'example.com',
  ttl: 60,
  data: { mname: 'ns1.example.com', rname: 'root.example.com' },
}

describe('the answer tells apart', () => {
  test('records of the type that was asked for', async () => {
    const answers = [a('mail.example.com'), a('mail.example.com', '192.0.2.2')]
    expect(await ask({ answers }, 'Mail.Example.com.')).toEqual({
      name: 'mail.example.com',
      type: 'A',
      status: 'answer',
      rcode: 0,
      records: [
        { type: 'A', name: 'mail.example.com', ttl: 60, address: '192.0.2.1' },
        { type: 'A', name: 'mail.example.com', ttl: 60, address: '192.0.2.2' },
      ],
      cnames: [],
      endsAt: 'mail.example.com',
      authenticated: false,
      checkingDisabled: false,
      extendedErrors: [],
    })
  })

  test('a name that has no such records, and the zone that says so', async () => {
    expect(await ask({ authorities: [soa] })).toMatchObject({
      status: 'nodata',
      records: [],
      soa: { name: 'example.com', primary: 'ns1.example.com' },
    })
  })

  test('a name that does not exist, and the zone that says so', async () => {
    expect(await ask({ rcode: 3, authorities: [soa] })).toMatchObject({
      status: 'nxdomain',
      rcode: 3,
      endsAt: 'mail.example.com',
      soa: { name: 'example.com' },
    })
  })

  test.each([
    [2, 'servfail'],
    [5, 'refused'],
    [4, 'other'],
    [9, 'other'],
  ])('a resolver that fails with rcode %d as %s', async (rcode, status) => {
    expect(await ask({ rcode })).toMatchObject({ status, rcode, records: [] })
  })

  test('a truncated answer from a complete one, whether or not some records made it', async () => {
    expect(await ask({ flags: 0x200 })).toMatchObject({ status: 'truncated', records: [] })
    const partial = await ask({ flags: 0x200, answers: [a('mail.example.com')] })
    expect(partial).toMatchObject({ status: 'truncated', records: [{ address: '192.0.2.1' }] })
  })

  test('a validated answer from one that nobody checked, or was asked not to', async () => {
    expect(await ask({ flags: 0x20 })).toMatchObject({ authenticated: true, checkingDisabled: false })
    expect(await ask({ flags: 0x10 })).toMatchObject({ authenticated: false, checkingDisabled: true })
  })

  test('a bogus signature from a server that fails, by the extended error', async () => {
    const withOption: DnsExchange = async (query) => {
      const base = await resolver({ rcode: 2 })(query, signal)
      base[11] = 1
      const opt = [0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 6, 0, 15, 0, 2, 0, 9]
      return Uint8Array.from([...base, ...opt])
    }
    const answer = await queryDns(withOption, { name: 'bogus.example', type: 'A' }, signal)
    expect(answer).toMatchObject({
      status: 'servfail',
      extendedErrors: [{ code: 9, name: 'DNSKEY Missing', text: '' }],
    })
  })
})

describe('aliases', () => {
  test('are followed in order, in whatever order and case the records come', async () => {
    const answers = [
      a('c.example.net'),
      cname('B.example.net', 'c.example.NET'),
      cname('mail.example.com', 'b.Example.net'),
    ]
    expect(await ask({ answers })).toMatchObject({
      status: 'answer',
      cnames: ['b.example.net', 'c.example.net'],
      endsAt: 'c.example.net',
      records: [{ name: 'c.example.net', address: '192.0.2.1' }],
    })
  })

  test('that lead to a name that does not exist are dangling, and it is told which name that is', async () => {
    const answers = [
      cname('mail.example.com', 'old.example.net'),
      cname('old.example.net', 'gone.example.net'),
    ]
    expect(await ask({ rcode: 3, answers })).toMatchObject({
      status: 'nxdomain',
      cnames: ['old.example.net', 'gone.example.net'],
      endsAt: 'gone.example.net',
      records: [],
    })
  })

  test('that lead to a name without such records are no dangling ones', async () => {
    expect(await ask({ answers: [cname('mail.example.com', 'six.example.net')] })).toMatchObject({
      status: 'nodata',
      cnames: ['six.example.net'],
      endsAt: 'six.example.net',
    })
  })

  test('are not followed when the alias itself is asked for', async () => {
    const answers = [cname('mail.example.com', 'other.example.net'), cname('other.example.net', 'x.example')]
    expect(await ask({ answers }, 'mail.example.com', 'CNAME')).toMatchObject({
      status: 'answer',
      cnames: [],
      records: [{ target: 'other.example.net' }],
    })
  })

  test('of other names are passed over, and so are records that no alias leads to', async () => {
    const answers = [a('evil.example'), cname('other.example.com', 'evil.example')]
    expect(await ask({ answers })).toMatchObject({ status: 'nodata', records: [], cnames: [] })
  })

  test('with a dot inside a label are not those with a label more', async () => {
    const dotted = Uint8Array.from([
      ...[0, 0, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0],
      ...[1, 97, 1, 98, 0, 0, 1, 0, 1], // a.b
      ...[3, 97, 46, 98, 0, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1], // one label, "a.b"
    ])
    const answer = await queryDns(async () => dotted, { name: 'a.b', type: 'A' }, signal)
    expect(answer).toMatchObject({ status: 'nodata', records: [] })
  })

  test('that lead back to where they began are refused', async () => {
    const loop = [cname('mail.example.com', 'b.example'), cname('b.example', 'MAIL.example.com')]
    await expect(ask({ answers: loop })).rejects.toThrow(refusal('dns.cname-loop'))
    const itself = [cname('mail.example.com', 'mail.example.com')]
    await expect(ask({ answers: itself })).rejects.toThrow(refusal('dns.cname-loop'))
  })

  test('that lead to two names are refused, the same one twice is not', async () => {
    const two = [cname('mail.example.com', 'a.example'), cname('mail.example.com', 'b.example')]
    await expect(ask({ answers: two })).rejects.toThrow(refusal('dns.cname-conflict'))
    const same = [cname('mail.example.com', 'a.example'), cname('mail.example.com', 'A.example')]
    expect(await ask({ answers: same })).toMatchObject({ cnames: ['a.example'] })
  })

  test('are followed sixteen times, and no further', async () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, index) =>
        cname(index === 0 ? 'mail.example.com' : `${index}.example`, `${index + 1}.example`),
      )
    expect((await ask({ answers: chain(16) })).cnames).toHaveLength(16)
    await expect(ask({ answers: chain(17) })).rejects.toThrow(refusal('dns.cname-chain'))
  })
})

describe('what is no answer', () => {
  test('to the question is refused', async () => {
    const other = resolver({ questions: [{ type: 'A', name: 'other.example.com' }] })
    await expect(queryDns(other, { name: 'mail.example.com', type: 'A' }, signal)).rejects.toThrow(
      refusal('dns.question'),
    )
  })

  test('because the name cannot be asked for never leaves this machine', async () => {
    const never: DnsExchange = () => {
      throw new Error('asked all the same')
    }
    await expect(queryDns(never, { name: 'a..b', type: 'A' }, signal)).rejects.toThrow(
      expect.objectContaining({ name: 'DnsNameError', code: 'dns.name' }),
    )
  })

  test('because the exchange failed keeps its error', async () => {
    const failure = new ProtocolError('dns.timed-out', 'no')
    const failing: DnsExchange = () => Promise.reject(failure)
    await expect(queryDns(failing, { name: 'a.b', type: 'A' }, signal)).rejects.toBe(failure)
  })
})

describe('a server that does not know EDNS', () => {
  test('is asked again without it', async () => {
    const asked: boolean[] = []
    const old: DnsExchange = async (query) => {
      const { additionals = [] } = decode(Buffer.from(query))
      asked.push(additionals.length > 0)
      if (additionals.length > 0) return Uint8Array.from([0, 0, 0x81, 0x81, 0, 0, 0, 0, 0, 0, 0, 0])
      return resolver({ answers: [a('mail.example.com')] })(query, signal)
    }
    const answer = await queryDns(old, { name: 'mail.example.com', type: 'A' }, signal)
    expect(answer.status).toBe('answer')
    expect(asked).toEqual([true, false])
  })

  test('is not asked a third time', async () => {
    let asked = 0
    const broken: DnsExchange = async () => {
      asked += 1
      return Uint8Array.from([0, 0, 0x81, 0x81, 0, 0, 0, 0, 0, 0, 0, 0])
    }
    const answer = await queryDns(broken, { name: 'mail.example.com', type: 'A' }, signal)
    expect(answer).toMatchObject({ status: 'other', rcode: 1 })
    expect(asked).toBe(2)
  })
})
