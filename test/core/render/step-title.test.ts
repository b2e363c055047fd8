import { describe, expect, test } from 'vitest'
import { evidenceLine } from '../../../shared/render/evidence-line.ts'
import { namedBy, stepTitle } from '../../../shared/render/step-title.ts'

const endpoint = { host: 'mail.contoso.com', address: '203.0.113.7', port: 443 }

describe('the title of a step', () => {
  test.each([
    ['dns.addresses', { host: 'mail.contoso.com' }, 'Addresses of mail.contoso.com'],
    [
      'dns.query',
      { resolver: 'one.example', name: 'contoso.com', type: 'MX' },
      'MX of contoso.com at one.example',
    ],
    [
      'dns.query',
      { resolver: 'one.example', name: 'contoso.com', type: 'A', checkingDisabled: true },
      'A of contoso.com at one.example, without validation',
    ],
    ['tls.handshake', endpoint, 'TLS handshake with 203.0.113.7'],
    ['tls.handshake', { ...endpoint, port: 444 }, 'TLS handshake with 203.0.113.7 port 444'],
    [
      'probe.certificate',
      { kind: 'name', host: 'mail.contoso.com', port: 444 },
      'Certificate of mail.contoso.com port 444',
    ],
  ])('%s says what is asked, standing alone', (check, input, title) => {
    expect(stepTitle(check, input)).toBe(title)
  })

  test('does not repeat what the steps above have named', () => {
    const above = new Set(namedBy(endpoint))
    expect(stepTitle('tls.handshake', endpoint, above)).toBe('TLS handshake')
    expect(stepTitle('tls.handshake', { ...endpoint, address: '203.0.113.8' }, above)).toBe(
      'TLS handshake with 203.0.113.8',
    )
  })

  test.each([
    [
      'a check of another version',
      'mapi.connect',
      { url: 'https://x.example', retries: 2 },
      'mapi.connect https://x.example 2',
    ],
    ['an input that is not as expected', 'tls.handshake', { host: 'x.example' }, 'tls.handshake x.example'],
    ['an input that is no record', 'other.check', 'x.example', 'other.check x.example'],
    ['no input', 'other.check', null, 'other.check'],
    ['a name that every object has', 'constructor', {}, 'constructor'],
    ['a member that every object has', 'dns.host', {}, 'dns.host'],
  ])('is there for %s', (_, check, input, title) => {
    expect(stepTitle(check, input)).toBe(title)
  })

  test('takes names for names, whatever is in them', () => {
    expect(stepTitle('dns.addresses', { host: '{host} [a] <b> $& $1' })).toBe(
      'Addresses of {host} [a] <b> $& $1',
    )
  })
})

describe('the line of evidence', () => {
  test.each([
    [
      'dns.addresses',
      { addresses: ['203.0.113.7'], cnames: ['a.example'] },
      '203.0.113.7, by way of a.example',
    ],
    ['dns.addresses', { addresses: [], cnames: [] }, 'no address'],
    [
      'dns.answer',
      { status: 'answer', records: [{ type: 'MX', name: 'x', ttl: 5, preference: 10, exchange: 'mail.x' }] },
      '10 mail.x',
    ],
    [
      'dns.answer',
      { status: 'answer', records: [{ type: 'CAA', critical: false, tag: 'issue', value: 'ca.x' }] },
      'issue ca.x',
    ],
    ['dns.answer', { status: 'nxdomain', records: [] }, 'no such name'],
    [
      'dns.answer',
      { status: 'servfail', extendedErrors: [{ name: 'DNSSEC Bogus', text: '' }] },
      'SERVFAIL, DNSSEC Bogus',
    ],
    [
      'tls.facts',
      {
        version: '1.3',
        cipherSuite: 'TLS_AES_128_GCM_SHA256',
        group: { name: 'x25519', bits: 253 },
        certificates: 1,
      },
      'TLS 1.3, TLS_AES_128_GCM_SHA256, x25519, 1 certificate',
    ],
    ['certificate.days-left', 1, '1 day left'],
    ['certificate.days-left', -2, 'expired 2 days ago'],
    ['a.new-fact', 'short', 'a.new-fact short'],
    ['a.new-fact', ['a', 'b', 'c', 'd', 'e', 'f'], 'a.new-fact a, b, c, d and 2 more'],
    ['a.new-fact', { nested: true }, ''],
    ['a.new-fact', 'x'.repeat(100), ''],
  ])('of %s %j is %j', (name, value, line) => {
    expect(evidenceLine([{ name, value }])).toBe(line)
  })

  test.each([
    'dns.answer',
    'dns.addresses',
    'dns.zone',
    'tls.facts',
    'tls.error',
    'certificate.chain',
    'certificate.trust',
  ])('of %s takes any value at all', (name) => {
    for (const value of [
      null,
      7,
      'text',
      [],
      [null],
      [[[]]],
      {},
      { records: 7, addresses: null, certificates: 'x' },
    ]) {
      expect(typeof evidenceLine([{ name, value }])).toBe('string')
    }
  })
})
