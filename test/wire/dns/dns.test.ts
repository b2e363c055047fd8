import { describe, expect, inject, test } from 'vitest'
import { platform } from '#platform'
import { queryDns, type RecordType, toAscii } from '../../../shared/protocols/dns/index.ts'

const { origin } = inject('dnsServers')
const patient = new AbortController().signal
const refusal = (code: string) => expect.objectContaining({ name: 'ProtocolError', code })

function ask(name: string, type: RecordType, { path = '/dns-query', signal = patient } = {}) {
  const url = new URL(path, origin)
  return queryDns((query, until) => platform.askResolver(url, query, until), { name, type }, signal)
}

describe('a resolver over HTTPS', () => {
  test('gives the address behind an alias, and says that it checked', async () => {
    expect(await ask('Mail.Example.com', 'A')).toMatchObject({
      status: 'answer',
      cnames: ['edge.example.net'],
      records: [{ name: 'edge.example.net', ttl: 30, address: '192.0.2.1' }],
      authenticated: true,
    })
    expect(await ask('mail.example.com', 'AAAA')).toMatchObject({ records: [{ address: '2001:db8::1' }] })
  })

  test('gives the service that Autodiscover looks for', async () => {
    expect(await ask('_autodiscover._tcp.example.com', 'SRV')).toMatchObject({
      status: 'answer',
      records: [{ priority: 0, weight: 5, port: 443, target: 'mail.example.com' }],
    })
  })

  test('is asked for a name in any script by its A-label', async () => {
    const name = toAscii('Bücher.example')
    expect(await ask(name, 'TXT')).toMatchObject({ records: [{ strings: ['v=spf1 -all'] }] })
  })

  test('tells a name without such records, one that does not exist, and a dangling alias apart', async () => {
    expect(await ask('empty.example.com', 'A')).toMatchObject({ status: 'nodata' })
    expect(await ask('nowhere.example.com', 'A')).toMatchObject({ status: 'nxdomain', cnames: [] })
    expect(await ask('dangling.example.com', 'A')).toMatchObject({
      status: 'nxdomain',
      cnames: ['gone.example.net'],
      endsAt: 'gone.example.net',
    })
  })

  test('tells why it fails, and when an answer is not whole', async () => {
    expect(await ask('bogus.example.com', 'A')).toMatchObject({
      status: 'servfail',
      extendedErrors: [{ code: 6, name: 'DNSSEC Bogus' }],
    })
    expect(await ask('large.example.com', 'A')).toMatchObject({ status: 'truncated' })
  })

  test.each([
    ['/page', 'dns.https-content-type'],
    ['/forbidden', 'dns.https-status'],
    ['/redirect', 'dns.https-redirect'],
    ['/long', 'dns.https-too-long'],
    ['/other-question', 'dns.question'],
  ])('that answers as %s does is refused', async (path, code) => {
    await expect(ask('mail.example.com', 'A', { path })).rejects.toThrow(refusal(code))
  })

  test('that does not answer is waited for until the deadline, or until the caller gives up', async () => {
    for (const [reason, code] of [
      [new DOMException('too late', 'TimeoutError'), 'dns.timed-out'],
      [undefined, 'dns.aborted'],
    ] as const) {
      const attempt = new AbortController()
      const asking = ask('mail.example.com', 'A', { path: '/silent', signal: attempt.signal })
      const outcome = expect(asking).rejects.toThrow(refusal(code))
      attempt.abort(reason)
      await outcome
    }
  })
})
