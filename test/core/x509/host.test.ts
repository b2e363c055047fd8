import { X509Certificate } from 'node:crypto'
import { checkServerIdentity } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { matchHost } from '../../../shared/protocols/x509/index.ts'
import { extension, makeCertificate } from './certificate-maker.ts'

function matching(names: readonly string[], host: string) {
  return matchHost(
    makeCertificate({ subject: ['CN=common.example.com'], extensions: [extension.subjectAltName(names)] }),
    host,
  )
}

describe('a certificate is for a host', () => {
  test.each([
    ['dns:mail.example.com', 'mail.example.com'],
    ['dns:Mail.Example.COM', 'mAIL.example.com'],
    ['dns:mail.example.com', 'mail.example.com.'],
    ['dns:*.example.com', 'mail.example.com'],
    ['dns:*.example.com', 'xn--mller-kva.example.com'],
    ['dns:xn--mller-kva.example.com', 'müller.example.com'],
    ['dns:foo_bar.example.com', 'foo_bar.example.com'],
    ['ip:192.0.2.1', '192.0.2.1'],
    ['ip:2001:db8::1', '2001:DB8:0:0::1'],
    ['ip:2001:db8::1', '[2001:db8::1]'],
  ])('%s is for %s', (name, host) => {
    expect(matching([name], host)).toMatchObject({ matches: true, commonNameOnly: false })
  })

  test.each([
    ['dns:mail.example.com', 'autodiscover.example.com', 'another name'],
    ['dns:example.com', 'mail.example.com', 'the domain is not its hosts'],
    ['dns:*.example.com', 'example.com', 'a wildcard is not the domain'],
    ['dns:*.example.com', 'a.mail.example.com', 'a wildcard is one label'],
    ['dns:*.example.com', '.example.com', 'a wildcard is not the empty label'],
    ['dns:m*.example.com', 'mail.example.com', 'a part of a label is no wildcard'],
    ['dns:mail.*.com', 'mail.example.com', 'only the left-most label'],
    ['dns:*.*.example.com', 'a.b.example.com', 'one wildcard'],
    ['dns:*.com', 'example.com', 'not everybody below a top-level domain'],
    ['dns:*', 'localhost', 'not everybody at all'],
    ['dns:.example.com', 'mail.example.com', 'a leading dot is no wildcard'],
    ['dns:192.0.2.1', '192.0.2.1', 'an address only by iPAddress'],
    ['dns:*.0.2.1', '192.0.2.1', 'no wildcard for an address'],
    ['ip:192.0.2.1', '192.0.2.2', 'another address'],
    ['ip:::ffff:192.0.2.1', '192.0.2.1', 'a mapped address is another address'],
    ['email:mail.example.com', 'mail.example.com', 'a mailbox is no host'],
    ['dns:mail.example.com', 'mail.example.com/../x', 'no host name at all'],
    ['dns:mail.example.com', '', 'no host name at all'],
    ['dns:mail.example.com\u0000.evil.test', 'mail.example.com', 'a NUL does not end a name'],
  ])('%s is not for %s: %s', (name, host) => {
    expect(matching([name], host).matches).toBe(false)
  })

  test('tells which name matched, and the exact one rather than a wildcard', () => {
    expect(matching(['dns:*.example.com', 'dns:mail.example.com'], 'mail.example.com')).toEqual({
      matches: true,
      by: 'dns',
      pattern: 'mail.example.com',
      wildcard: false,
      commonNameOnly: false,
    })
    expect(matching(['dns:*.example.com', 'ip:192.0.2.1'], '192.0.2.1')).toMatchObject({ by: 'ip' })
    expect(matching(['dns:*.example.com'], 'owa.example.com')).toMatchObject({
      pattern: '*.example.com',
      wildcard: true,
    })
  })

  test('a common name never makes a match, and is told apart', () => {
    expect(matching(['dns:mail.example.com'], 'common.example.com')).toEqual({
      matches: false,
      wildcard: false,
      commonNameOnly: true,
    })
    expect(matchHost(makeCertificate({ subject: ['CN=*.example.com'] }), 'mail.example.com')).toMatchObject({
      matches: false,
      commonNameOnly: true,
    })
  })

  test('Node agrees wherever it is as strict', () => {
    const names = ['dns:mail.example.com', 'dns:*.example.org', 'ip:192.0.2.1', 'ip:2001:db8::1']
    const certificate = makeCertificate({ extensions: [extension.subjectAltName(names)] })
    const legacy = new X509Certificate(certificate.der).toLegacyObject()
    const hosts = [
      'mail.example.com',
      'MAIL.example.com',
      'x.example.org',
      'example.org',
      'a.b.example.org',
      '192.0.2.1',
      '192.0.2.9',
      '2001:db8::1',
    ]
    for (const host of hosts)
      expect([host, matchHost(certificate, host).matches]).toEqual([
        host,
        checkServerIdentity(host, legacy) === undefined,
      ])
  })
})
