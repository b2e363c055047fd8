import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyzerReport, readAnalyzerResult } from '../../../shared/analyzer/index.ts'
import { reportSchema } from '../../../shared/engine/index.ts'
import { catalogue, describeFinding } from '../../../shared/findings/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import { renderJson } from '../../../shared/render/json.ts'
import { renderText } from '../../../shared/render/text/index.ts'
import { HOSTILE, OBEYED } from '../render/hostile-values.ts'
import { failed, OUTLOOK_ANYWHERE, passed } from './saved.ts'

const AT = Date.UTC(2026, 0, 15)
const reportOf = (xml: string) => reportSchema.parse(analyzerReport(readAnalyzerResult(xml), { at: AT }))
const found = (xml: string) =>
  reportOf(xml).findings.map(({ code, severity, values }) =>
    [severity, code, values.corresponds].filter((part) => part !== undefined).join(' '),
  )

describe("a result of Microsoft's analyzer", () => {
  test('becomes a report of ours: its tests are the steps, with what they said', () => {
    const report = reportOf(OUTLOOK_ANYWHERE)
    expect(report).toMatchObject({
      request: { probe: 'analyzer', target: 'anna@contoso.com' },
      vantage: { name: "Microsoft's Remote Connectivity Analyzer", perspective: 'outside' },
      verdict: { outcome: 'fails' },
      startedAt: '2026-01-15T00:00:00.000Z',
    })
    const text = renderText(report, { colour: false, width: 100 })
    expect(text).toMatch(/^✗ FAILS: analyzer anna@contoso\.com\n/)
    expect(text).toContain('✗ Attempting to ping RPC proxy mail.contoso.com.')
    expect(text).toContain("RPC Proxy can't be pinged.")
  })

  test('is told as a fault where it was first met, and as a fact where another method went well', () => {
    expect(found(OUTLOOK_ANYWHERE)).toEqual([
      'info host-not-found',
      'error analyzer-reported rpc-method-not-allowed',
    ])
  })

  test.each([
    [
      'Testing TCP port 443 on host mail.contoso.com to ensure it is listening and open.',
      'The specified port is either blocked, not listening, or not producing the expected response.',
      '',
      'error port-closed',
    ],
    [
      'Validating the certificate name.',
      'Certificate name validation failed.',
      "Host name mail.contoso.com doesn't match any name found on the server certificate CN=www.contoso.com.",
      'error certificate-name-mismatch',
    ],
    [
      'Certificate trust is being validated.',
      'Certificate trust validation failed.',
      'The certificate chain could not be built.',
      'error certificate-untrusted',
    ],
    [
      'Testing the certificate date to confirm the certificate is valid.',
      'Date validation failed. The certificate has expired.',
      'NotBefore = 1/1/2025 0:00:00, NotAfter = 1/1/2026 0:00:00',
      'error certificate-expired',
    ],
    [
      'Testing the certificate date to confirm the certificate is valid.',
      'Date validation failed. The certificate has expired.',
      '',
      'error analyzer-reported certificate-expired',
    ],
    [
      'Testing HTTP Authentication Methods for URL https://mail.contoso.com/rpc/rpcproxy.dll.',
      'The HTTP authentication test failed.',
      'An HTTP 403 error was received because the server denied the specified URL.',
      'error analyzer-reported publishing-rule-denied',
    ],
    [
      'Attempting to ping RPC endpoint 6001 on server mail.contoso.com.',
      'The attempt to ping the endpoint failed.',
      'The RPC_S_SERVER_UNAVAILABLE error (0x6ba) was thrown by the RPC Runtime process.',
      'error analyzer-reported rpc-server-unavailable',
    ],
    ['Something that nobody has heard of at mail.contoso.com.', 'No.', '', 'error analyzer-reported '],
  ])('%s %s %s', (title, result, details, expected) => {
    const xml = failed('Testing mail.contoso.com.', 'It failed.', '', failed(title, result, details))
    expect(found(xml)).toEqual([expected])
    for (const finding of reportOf(xml).findings) {
      const { sentence, remedies } = describeFinding(finding)
      expect(sentence).not.toContain('cannot put into words')
      expect(remedies.length).toBeGreaterThan(0)
      const { corresponds } = finding.values
      if (typeof corresponds === 'string' && corresponds !== '') expect(catalogue.has(corresponds)).toBe(true)
    }
  })

  test('that went well is a report that works', () => {
    const report = reportOf(passed('Testing mail.contoso.com.', passed('One more.')))
    expect([report.verdict.outcome, report.findings]).toEqual(['works', []])
  })

  test.each([
    [
      'names in capitals, texts in attributes',
      '<TestResult Status="Failed" ErrorId="1" TestDescription="Testing mail.contoso.com." ResultDescription="No."/>',
    ],
    [
      'a namespace',
      '<r:testresult xmlns:r="urn:x" status="error"><r:testdescription>Testing mail.contoso.com.</r:testdescription></r:testresult>',
    ],
    [
      'tests that stand in each other without "children"',
      '<testresult status="error"><testdescription>Testing mail.contoso.com.</testdescription><testresult status="error"/></testresult>',
    ],
    [
      'elements that nobody knows',
      '<x><y><testresult status="error"><z>1</z><testdescription>Testing mail.contoso.com.</testdescription></testresult></y></x>',
    ],
  ])('is read with %s', (_, xml) => {
    const report = reportOf(xml)
    expect(report.verdict.outcome).toBe('fails')
    expect(report.request.target).toBe('mail.contoso.com')
  })

  test.each([
    ['no XML', 'Remote Connectivity Analyzer', 'autodiscover.xml'],
    ['another document', '<Autodiscover/>', 'analyzer.no-result'],
    ['a document type', '<!DOCTYPE x [<!ENTITY a "b">]><testresult status="error"/>', 'autodiscover.doctype'],
    ['a tree that is too deep', '<testresult><children>'.repeat(100), 'autodiscover.too-complex'],
    ['too much', `<x>${'<testresult/>'.repeat(50_001)}</x>`, 'autodiscover.too-complex'],
  ])('is refused with a stable code for %s', (_, xml, code) => {
    expect(() => readAnalyzerResult(xml)).toThrow(expect.objectContaining({ code }))
  })

  test('whatever it is, is a report or an error with a code', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'error',
        'success',
        'mail.contoso.com',
        'TCP port 443 on host',
        'certificate expired NotAfter = 99',
        '405',
      ),
    )
    const xml = fc.tuple(word, word, word).map(([status, title, result]) => {
      const quoted = (text: string) => text.replace(/[&<>"]/g, (each) => `&#${each.charCodeAt(0)};`)
      return `<testresult status="${quoted(status)}"><testdescription>${quoted(title)}</testdescription><resultdescription>${quoted(result)}</resultdescription></testresult>`
    })
    fc.assert(
      fc.property(xml, (text) => {
        try {
          reportOf(text)
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error
        }
      }),
    )
  })

  test.each(HOSTILE)('that holds %s is shown and not obeyed', (_, value) => {
    const escaped = value.replace(/[&<>"]/g, (each) => `&#${each.charCodeAt(0)};`)
    let report: ReturnType<typeof reportOf>
    try {
      report = reportOf(failed(escaped, escaped, escaped))
    } catch (error) {
      // What XML cannot hold is refused.
      expect(error).toBeInstanceOf(ProtocolError)
      return
    }
    expect(renderText(report, { colour: false, width: 80 })).not.toMatch(OBEYED)
    expect(() => JSON.parse(renderJson(report))).not.toThrow()
  })
})
