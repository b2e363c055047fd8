import { describe, expect, test } from 'vitest'
import type { Finding, OutlookChoice, Report } from '../../../shared/engine/index.ts'
import { type Expectations, holdAgainst } from '../../../shared/expectations/index.ts'
import { step, unknown, working } from '../render/sample-report.ts'

function finding(code: string, change: Partial<Finding> = {}): Finding {
  return {
    ...{ id: code, code, severity: 'error', subject: { kind: 'run' }, values: {}, causedBy: [], step: '1' },
    ...change,
  }
}

const withFindings = (...findings: Finding[]): Report => ({ ...working, findings })
const withFact = (
  name: string,
  value: NonNullable<Report['steps'][number]>['evidence'][number]['value'],
) => ({
  ...working,
  steps: [step('1', 'x', { evidence: [{ name, value }] })],
})
const outlook = (change: Partial<OutlookChoice>): Report => ({
  ...working,
  outlook: [{ client: 'current', transport: 'mapi-http', prompts: [], step: '1', ...change }],
})

describe('a report that is held against what is meant to be', () => {
  test.each<[string, Report, Expectations, string]>([
    ['without expectations works', working, {}, 'works'],
    ['with an error fails', withFindings(finding('a')), {}, 'fails'],
    ['with an error that is ignored works', withFindings(finding('a')), { ignore: [{ code: 'a' }] }, 'works'],
    [
      'with another error than the ignored one fails',
      withFindings(finding('a'), finding('b')),
      { ignore: [{ code: 'a' }] },
      'fails',
    ],
    ['with a warning works', withFindings(finding('a', { severity: 'warning' })), {}, 'works'],
    [
      'with a warning fails where warnings count',
      withFindings(finding('a', { severity: 'warning' })),
      { failOn: 'warning' },
      'fails',
    ],
    ['without all answers could not be told', unknown, {}, 'unknown'],
    [
      'without all answers could not be told, also when its errors are ignored',
      { ...unknown, state: 'completed', findings: [finding('a')] },
      { ignore: [{ code: 'a' }] },
      'unknown',
    ],
    ['that was cut short could not be told', { ...working, state: 'deadline' }, {}, 'unknown'],
    ['that does not say what is expected could not be told', working, { mapiHttp: true }, 'unknown'],
  ])('%s', (_, report, expectations, outcome) => {
    expect(holdAgainst(report, expectations).outcome).toBe(outcome)
  })

  test('ignores with a finding what only follows from it, and says by which code and why', () => {
    const cause = finding('certificate-untrusted')
    const effect = finding('service-certificate-differs', { causedBy: [cause.id] })
    const far = finding('far', { causedBy: [effect.id] })
    const accepted = { code: 'certificate-untrusted', reason: 'a test system' }
    const { ignored, failures } = holdAgainst(withFindings(cause, effect, far), { ignore: [accepted] })
    expect(ignored.map(({ finding: { code }, by }) => [code, by.reason])).toEqual([
      ['certificate-untrusted', 'a test system'],
      ['service-certificate-differs', 'a test system'],
      ['far', 'a test system'],
    ])
    expect(failures).toEqual([])
  })

  test('says what is ignored and was not found', () => {
    const { needless } = holdAgainst(withFindings(finding('a')), { ignore: [{ code: 'a' }, { code: 'b' }] })
    expect(needless).toEqual([{ code: 'b' }])
  })
})

describe('an expectation', () => {
  const taken = (method: string) => outlook({ way: [{ method, outcome: 'taken' as const, prompts: [] }] })

  test.each<[string, Report, Expectations, string, string]>([
    ['of days is met', withFact('certificate.days-left', 30), { certificateDays: 30 }, 'met', '30 days'],
    [
      'of days is not met',
      withFact('certificate.days-left', 29),
      { certificateDays: 30 },
      'unmet',
      '29 days',
    ],
    ['of a way is met', taken('srv'), { autodiscover: 'srv' }, 'met', 'srv'],
    ['of a way is not met by another', taken('root-domain'), { autodiscover: 'srv' }, 'unmet', 'root-domain'],
    ['of a way is not met by none', outlook({ way: [] }), { autodiscover: 'srv' }, 'unmet', 'none'],
    [
      'of schemes is met',
      withFact('exchange.sign-in', { rpc: ['NTLM'], mapi: ['NTLM'] }),
      { auth: ['ntlm'] },
      'met',
      'NTLM',
    ],
    [
      'of schemes is met by one directory',
      withFact('exchange.sign-in', { rpc: null, mapi: ['Negotiate', 'NTLM'] }),
      { auth: ['ntlm', 'negotiate'] },
      'met',
      'NTLM, Negotiate',
    ],
    [
      'of schemes is not met by more',
      withFact('exchange.sign-in', { rpc: ['NTLM', 'Basic'], mapi: ['NTLM'] }),
      { auth: ['ntlm'] },
      'unmet',
      'Basic, NTLM',
    ],
    [
      'of schemes is not met by fewer',
      withFact('exchange.sign-in', { rpc: ['NTLM'], mapi: null }),
      { auth: ['ntlm', 'basic'] },
      'unmet',
      'NTLM',
    ],
    [
      'of schemes has no answer',
      withFact('exchange.sign-in', { rpc: null, mapi: null }),
      { auth: ['ntlm'] },
      'unknown',
      'not seen',
    ],
    ['of MAPI over HTTP is met', outlook({}), { mapiHttp: true }, 'met', 'MAPI over HTTP'],
    [
      'of MAPI over HTTP is not met',
      outlook({ transport: 'rpc-http' }),
      { mapiHttp: true },
      'unmet',
      'RPC over HTTP',
    ],
    [
      'of no MAPI over HTTP is met',
      outlook({ transport: 'rpc-http' }),
      { mapiHttp: false },
      'met',
      'RPC over HTTP',
    ],
    [
      'of modern authentication is met',
      withFact('exchange.bearer', { offered: ['/a'], missing: [] }),
      { modernAuth: true },
      'met',
      'offered',
    ],
    [
      'of modern authentication is not met in part',
      withFact('exchange.bearer', { offered: ['/a'], missing: ['/b'] }),
      { modernAuth: true },
      'unmet',
      'offered on some directories only',
    ],
    [
      'of no modern authentication is met',
      withFact('exchange.bearer', { offered: [], missing: ['/b'] }),
      { modernAuth: false },
      'met',
      'not offered',
    ],
    ['of modern authentication has no answer', working, { modernAuth: true }, 'unknown', 'not seen'],
  ])('%s', (_, report, expectations, status, found) => {
    const { expectations: outcomes, outcome } = holdAgainst(report, expectations)
    expect(outcomes).toHaveLength(1)
    expect(outcomes[0]).toMatchObject({ status, found })
    expect(outcome).toBe(status === 'met' ? 'works' : status === 'unmet' ? 'fails' : 'unknown')
  })
})
