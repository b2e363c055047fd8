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
