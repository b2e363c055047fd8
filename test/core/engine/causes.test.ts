import { describe, expect, test } from 'vitest'
import { CAUSES, withCauses } from '../../../shared/engine/causes.ts'
import type { Finding, Severity, Subject } from '../../../shared/engine/index.ts'
import { catalogue } from '../../../shared/findings/index.ts'

let count = 0
function finding(
  code: string,
  subject: Subject,
  { severity = 'error', values = {}, causedBy = [] }: Partial<Finding> & { severity?: Severity } = {},
): Finding {
  count += 1
  return { id: `f${count}`, code, severity, subject, values, causedBy, step: '1' }
}

const certificate = (host: string, sha256 = 'aa') => ({ kind: 'certificate', sha256, host }) as const
const url = (name: string, path: string) => ({ kind: 'url', url: `https://${name}${path}` }) as const
const host = (name: string) => ({ kind: 'host', host: name }) as const

/** By the code and host of each: what it follows from. */
function causesOf(...findings: Finding[]) {
  const all = withCauses(findings)
  return all.map(({ causedBy }) => causedBy.map((id) => findings.findIndex((each) => each.id === id)))
}

describe('what follows from what', () => {
  test('an expired certificate is one error, with what it does elsewhere beneath', () => {
    expect(
      causesOf(
        finding('certificate-expired', certificate('autodiscover.contoso.com')),
        finding('certificate-expired', certificate('mail.contoso.com')),
        finding('certificate-expired', certificate('contoso.com')),
        finding('root-domain-certificate', host('contoso.com'), { severity: 'warning' }),
        finding('service-certificate-differs', host('mail.contoso.com')),
        finding(
          'redirect-insecure',
          { kind: 'url', url: 'http://autodiscover.contoso.com/' },
          {
            values: { problem: 'certificate', to: 'https://mail.contoso.com/autodiscover/autodiscover.xml' },
          },
        ),
      ),
    ).toEqual([[1, 2], [2], [], [2], [1], [1]])
  })

  test('another certificate, another host or another problem is a fault of its own', () => {
    expect(
      causesOf(
        finding('certificate-expired', certificate('mail.contoso.com')),
        finding('certificate-expired', certificate('ews.contoso.com', 'bb')),
        finding('root-domain-certificate', host('contoso.com')),
        finding(
          'redirect-insecure',
          { kind: 'url', url: 'http://autodiscover.contoso.com/' },
          { values: { problem: 'http', to: 'http://mail.contoso.com/' } },
        ),
      ),
    ).toEqual([[], [], [], []])
  })

  test('a zone that is broken breaks the names in it', () => {
    expect(
      causesOf(
        finding('dns-dnssec-bogus', host('autodiscover.contoso.com')),
        finding('dns-dnssec-bogus', host('contoso.com')),
        finding('dns-dnssec-bogus', host('notcontoso.com')),
      ),
    ).toEqual([[1], [], []])
  })

  test('a missing Autodiscover follows from a fault at the names that Outlook looks at, not at others', () => {
    expect(
      causesOf(
        finding('dns-autodiscover-missing', { kind: 'domain', domain: 'contoso.com' }),
        finding('dns-cname-dangling', { kind: 'record', name: 'Autodiscover.contoso.com', type: 'CNAME' }),
        finding('dns-private-address', host('mail.contoso.com')),
      ),
    ).toEqual([[1], [], []])
  })

  test('a credential is withheld because of the certificate there, and not because of another reason or host', () => {
    const withheld = (name: string, why: string) =>
      finding('sign-in-withheld', host(name), { severity: 'info', values: { host: name, why } })
    expect(
      causesOf(
        finding('certificate-untrusted', certificate('mail.contoso.com')),
        withheld('mail.contoso.com', 'untrusted-certificate'),
        withheld('mail.contoso.com', 'other-organisation'),
        withheld('ews.contoso.com', 'untrusted-certificate'),
      ),
    ).toEqual([[], [0], [], []])
  })

  test('a connection that is not kept is mended once, and no refusal behind it means the password', () => {
    const unkept = (name: string, path: string, how = 'shared') =>
      finding('ntlm-connection-not-kept', url(name, path), { values: { host: name, path, how } })
    expect(
      causesOf(
        unkept('autodiscover.contoso.com', '/autodiscover/autodiscover.xml'),
        unkept('mail.contoso.com', '/rpc/rpcproxy.dll'),
        unkept('mail.contoso.com', '/rpc/rpcproxy.dll/again', 'ends'),
        unkept('mail.fabrikam.com', '/rpc/rpcproxy.dll'),
        finding('credential-refused', url('autodiscover.contoso.com', '/autodiscover/autodiscover.xml')),
      ),
    ).toEqual([[1], [], [], [], [0]])
  })

  test('a directory that is switched off fails its own services, not those of others', () => {
    const off = finding('component-inactive', url('mail.contoso.com', '/ews/healthcheck.htm'), {
      values: { directories: ['ews', 'oab'] },
    })
    const failing = (code: string, path: string) => finding(code, url('mail.contoso.com', path))
    expect(
      causesOf(
        off,
        failing('web-service-failed', '/EWS/Exchange.asmx#GetFolder'),
        failing('offline-address-book-broken', '/OAB/0/'),
        failing('activesync-failed', '/Microsoft-Server-ActiveSync'),
        failing('rpc-server-unavailable', '/rpc/rpcproxy.dll'),
        finding('web-service-failed', url('ews.contoso.com', '/EWS/Exchange.asmx#GetFolder')),
      ),
    ).toEqual([[], [0], [0], [], [], []])
  })

  test('what fails by RPC follows from what keeps its channels apart or back', () => {
    const rpc = (code: string) => finding(code, url('mail.contoso.com', '/rpc/rpcproxy.dll'))
    expect(
      causesOf(
        rpc('rpc-server-unavailable'),
        rpc('rpc-channel-buffered'),
        rpc('channel-affinity-lost'),
        finding('channel-affinity-lost', url('mail.contoso.com', '/mapi/emsmdb/')),
        finding('mapi-http-refused', url('mail.contoso.com', '/mapi/emsmdb/')),
      ),
    ).toEqual([[1, 2], [], [1], [], [3]])
  })

  test('nothing is done for who is not let in, at that directory', () => {
    const at = (code: string, path: string, values: Finding['values'] = {}) =>
      finding(code, url('mail.contoso.com', path), { values: { path, ...values } })
    expect(
      causesOf(
        at('sign-in-broken', '/mapi/emsmdb/', { how: 'silent' }),
        at('error-after-sign-in', '/mapi/nspi/', { status: 500 }),
        at('mapi-http-answer-broken', '/mapi/emsmdb/'),
        at('web-service-failed', '/EWS/Exchange.asmx'),
        at('sign-in-broken', '/rpc/rpcproxy.dll', { how: 'broken-off' }),
        at('service-unavailable', '/rpc/rpcproxy.dll'),
      ),
    ).toEqual([[], [0], [0, 1], [], [5], []])
  })

  test('the same at two directories is one fault, another error one of its own', () => {
    const error = (path: string, status: number) =>
      finding('error-after-sign-in', url('mail.contoso.com', path), { values: { path, status } })
    const broken = (path: string, how: string) =>
      finding('sign-in-broken', url('mail.contoso.com', path), { values: { path, how } })
    expect(
      causesOf(error('/mapi/emsmdb/', 502), error('/mapi/nspi/', 502), error('/mapi/other/', 404)),
    ).toEqual([[1], [], []])
    expect(
      causesOf(
        broken('/mapi/emsmdb/', 'silent'),
        broken('/rpc/', 'silent'),
        broken('/autodiscover/', 'broken-off'),
      ),
    ).toEqual([[1], [], []])
  })

  test('an error behind the sign-in follows from a back end that is not reached', () => {
    const at = (code: string, path: string) => finding(code, url('mail.contoso.com', path))
    expect(
      causesOf(
        at('backend-unreachable', '/rpc/rpcproxy.dll'),
        at('error-after-sign-in', '/mapi/emsmdb/'),
        finding('error-after-sign-in', url('mail.fabrikam.com', '/mapi/emsmdb/')),
      ),
    ).toEqual([[], [0], []])
  })

  test('who was let in and is then refused meets a binding that is looked at; silence has another reason', () => {
    const broken = (how: string) =>
      finding('sign-in-broken', url('mail.contoso.com', `/EWS/${how}`), { values: { how } })
    expect(
      causesOf(
        finding('extended-protection', url('mail.contoso.com', '/rpc/rpcproxy.dll')),
        broken('refused-later'),
        broken('silent'),
      ),
    ).toEqual([[], [0], []])
  })

  test('no server is named for the address book where that one does not answer, at the same host', () => {
    const refused = (name: string) => finding('referral-refused', host(name), { severity: 'warning' })
    expect(
      causesOf(
        finding('rpc-directory-endpoint-down', host('mail.contoso.com')),
        refused('mail.contoso.com'),
        refused('mail.fabrikam.com'),
      ),
    ).toEqual([[], [0], []])
  })

  test('a mailbox that is not here fails by every protocol, another mailbox by none', () => {
    const of = (code: string, mailbox: string) => finding(code, { kind: 'mailbox', mailbox })
    const service = (code: string, mailbox: string) =>
      finding(code, url('mail.contoso.com', '/'), { values: { mailbox } })
    expect(
      causesOf(
        of('mailbox-unknown', 'anna@contoso.com'),
        of('name-not-resolved', 'Anna@contoso.com'),
        service('web-service-failed', 'anna@contoso.com'),
        service('activesync-failed', 'ben@contoso.com'),
        of('logon-refused', 'ben@contoso.com'),
      ),
    ).toEqual([[], [0], [0], [], []])
  })

  test('a service that is not reached follows from its host, one that answers wrongly does not', () => {
    const service = (name: string, problem: string) =>
      finding('service-url-unreachable', url(name, `/${problem}`), {
        severity: 'warning',
        values: { problem },
      })
    expect(
      causesOf(
        finding('port-closed', {
          kind: 'endpoint',
          address: '192.0.2.1',
          port: 443,
          host: 'ews.contoso.com',
        }),
        service('ews.contoso.com', 'unreachable'),
        service('ews.contoso.com', 'missing'),
        service('oab.contoso.com', 'unreachable'),
      ),
    ).toEqual([[], [0], [], []])
  })

  test('Basic alone ends with what tells Outlook to sign in by NTLM', () => {
    const setting = (name: string) =>
      ({ kind: 'setting', setting: name, host: 'mail.contoso.com', value: '' }) as const
    for (const code of ['auth-scheme-mismatch', 'coexistence-ntlm-missing']) {
      expect(
        causesOf(
          finding('auth-basic-only', setting('OutlookAnywhere.ExternalClientAuthenticationMethod'), {
            severity: 'warning',
          }),
          finding(code, setting('OutlookAnywhere.IISAuthenticationMethods')),
        ),
      ).toEqual([[1], []])
    }
  })

  test('never from something less severe, whatever the table says', () => {
    const less = finding('certificate-expired', certificate('contoso.com'), { severity: 'info' })
    const worse = finding('root-domain-certificate', host('contoso.com'), { severity: 'warning' })
    expect(causesOf(less, worse)).toEqual([[], []])
  })

  test('the order in which findings came makes no difference', () => {
    const some = [
      finding('certificate-expired', certificate('autodiscover.contoso.com')),
      finding('certificate-expired', certificate('mail.contoso.com')),
      finding('root-domain-certificate', host('mail.contoso.com')),
    ]
    const causes = new Map(withCauses(some).map(({ id, causedBy }) => [id, causedBy]))
    for (const { id, causedBy } of withCauses(some.toReversed())) expect(causes.get(id)).toEqual(causedBy)
  })

  test('what a check named as the cause stays, and never becomes a circle', () => {
    const cause = finding('root-domain-certificate', host('contoso.com'))
    const effect = finding('certificate-expired', certificate('contoso.com'), { causedBy: [cause.id] })
    expect(causesOf(cause, effect)).toEqual([[], [0]])
  })
})

test('the table names no code that the catalogue does not have', () => {
  const codes = CAUSES.flatMap(({ from, follow }) => [...from, ...follow])
  expect(codes.filter((code) => !catalogue.has(code))).toEqual([])
})
