import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Finding, Report } from '../../../shared/engine/index.ts'
import { describeFinding } from '../../../shared/findings/index.ts'
import { CONTENT_SECURITY_POLICY, renderHtml, STYLE, STYLE_HASH } from '../../../shared/render/html/index.ts'
import { renderJunit } from '../../../shared/render/junit.ts'
import { renderMarkdown } from '../../../shared/render/markdown.ts'
import { renderPrometheus } from '../../../shared/render/prometheus.ts'
import { renderSarif, type SarifPlace } from '../../../shared/render/sarif.ts'
import { reportOf } from './foreign-report.ts'
import { failing, step, unknown, working } from './sample-report.ts'
import { elementsOf } from './structure.ts'
import { htmlProblems, junitProblems, sarifProblems } from './validators.ts'

const expired = failing.findings.find(({ code }) => code === 'certificate-expired') as Finding
const exposed = failing.findings.find(({ code }) => code === 'rpc-ports-exposed') as Finding
const text = describeFinding(expired)
const running: Report = {
  ...unknown,
  state: 'running',
  steps: [step('1', 'probe.certificate', { input: { host: 'a.example' }, status: 'running' })],
}

const REPORTS: readonly (readonly [string, Report])[] = [
  ['fails', failing],
  ['works', working],
  ['could not be told', unknown],
  ['is still under way', running],
  ['broke off', { ...failing, state: 'broken-off' }],
  ['holds every finding there is', reportOf('mail.contoso.com')],
  ['holds nothing', { ...working, steps: [] }],
]

describe.each(REPORTS)('a report that %s', (_, report) => {
  test('is a page by the HTML standard and its accessibility rules', async () => {
    expect(await htmlProblems(renderHtml(report))).toEqual([])
  })

  test('is a log by the schema of SARIF 2.1.0', () => {
    const placeOf = () => ({ uri: 'dns/contoso.com.zone', startLine: 3, startColumn: 1, endColumn: 9 })
    expect([
      ...sarifProblems(renderSarif(report)),
      ...sarifProblems(renderSarif(report, { placeOf })),
    ]).toEqual([])
  })

  test("is a document by Jenkins' schema of JUnit's reports", async () => {
    expect(await junitProblems(renderJunit(report))).toEqual([])
  })
})

test('the validators do find faults', async () => {
  expect(await htmlProblems('<!DOCTYPE html><p><div style="x"></p>')).not.toEqual([])
  expect(sarifProblems('{"version":"2.1.0","runs":[{"tool":{}}]}')).not.toEqual([])
  expect(await junitProblems('<testsuites><testcase/></testsuites>')).not.toEqual([])
})

describe('the page', () => {
  const page = renderHtml(failing)
  const at = (words: string) => page.indexOf(words)

  test('begins with the verdict and what to do first, before any finding', () => {
    expect(at('>fails</span>')).toBeGreaterThan(0)
    expect(at(`Mend this first: ${text.sentence}`)).toBeGreaterThan(at('>fails</span>'))
    expect(at('<main>')).toBeGreaterThan(at(`Mend this first: ${text.sentence}`))
  })

  test('holds no script, no style of an element, and loads nothing', () => {
    const elements = elementsOf(page)
    expect(elements.filter((each) => /^\d+ (script|img|link|iframe|object|form|base) /.test(each))).toEqual(
      [],
    )
    expect(elements.filter((each) => / (on\w+|style|src|srcset)=/.test(each))).toEqual([])
    expect(STYLE).not.toMatch(/url\(|@import|</)
  })

  test('brings a policy with the hash of its own style', () => {
    expect(STYLE_HASH).toBe(`sha256-${createHash('sha256').update(STYLE).digest('base64')}`)
    expect(page).toContain(`<style>${STYLE}</style>`)
    expect(CONTENT_SECURITY_POLICY).toContain(`style-src '${STYLE_HASH}'`)
  })

  test('points at places that it has', () => {
    const ids = new Set(Array.from(page.matchAll(/ id="([^"]+)"/g), ([, id]) => id))
    const targets = Array.from(page.matchAll(/ href="#([^"]*)"/g), ([, id]) => id)
    expect(targets.length).toBeGreaterThan(3)
    expect(targets.filter((target) => !ids.has(target))).toEqual([])
  })

  test('shows what follows from a finding below it, and each command as a block to copy', () => {
    const article = page.slice(at('<article class="finding error"'), at('</article>'))
    expect(article).toContain('1 more follows from it')
    expect(article).toContain('rpc-ports-exposed')
    const [remedy] = text.remedies
    expect(remedy?.commands?.length).toBeGreaterThan(0)
    expect(article.match(/<pre>/g)?.length).toBeGreaterThanOrEqual(2)
    expect(page.match(/<article class="finding/g)).toHaveLength(1)
  })

  test('draws every step that was asked as a bar, within the drawing', () => {
    const bars = Array.from(
      page.matchAll(/<rect class="bar" x="([\d.]+)" width="([\d.]+)"/g),
      ([, x, width]) => ({
        from: Number(x),
        to: Number(x) + Number(width),
      }),
    )
    expect(bars).toHaveLength(10)
    expect(bars.filter(({ from, to }) => from < 0 || to > 1000.1)).toEqual([])
  })

  test('of a run under way says that there is no verdict yet', () => {
    const growing = renderHtml(running)
    expect(growing).toContain('no verdict yet')
    expect(growing).toContain('The run is still under way.')
    expect(growing).not.toContain('could not be told')
  })
})

describe('the ticket', () => {
  const ticket = renderMarkdown(failing)

  test('begins with the verdict and what to do first', () => {
    expect(ticket).toMatch(
      /^## `certificate` of `mail\.contoso\.com`: fails\n\nSeen from outside .*\n\n\*\*Mend this first: /,
    )
  })

  test('shows commands in fences and what follows from a finding below it', () => {
    const [remedy] = text.remedies
    expect(ticket).toContain(`\`\`\`powershell\n${remedy?.commands?.join('\n')}\n\`\`\``)
    expect(ticket).toMatch(/1 more follows from it:\n\n- `rpc-ports-exposed` /)
  })
})

describe('the report for CI', () => {
  const counts = (report: Report) => {
    const [, tests, failures, errors] =
      /tests="(\d+)" failures="(\d+)" errors="(\d+)"/.exec(renderJunit(report)) ?? []
    return [tests, failures, errors].map(Number)
  }

  test('fails once for a cause, with its code, and not for what follows', () => {
    const follows = { ...exposed, severity: 'error' } as const
    const report = { ...failing, findings: [follows, expired] }
    expect(counts(report).slice(1)).toEqual([1, 0])
    expect(renderJunit(report)).toContain('type="certificate-expired"')
    expect(renderJunit(report)).toContain(
      'rpc-ports-exposed follows from certificate-expired: mend that first.',
    )
  })

  test('is green when it works, and in error when it could not be told', () => {
    expect(counts(working)).toEqual([1, 0, 0])
    expect(counts(unknown).slice(1)).toEqual([0, 2])
  })

  test('loses no error whose step it does not know', () => {
    expect(counts({ ...working, findings: [expired] }).slice(1)).toEqual([1, 0])
  })
})

describe('the log for code scanning', () => {
  const resultsOf = (placeOf?: (finding: Finding) => SarifPlace | undefined) =>
    JSON.parse(renderSarif(failing, placeOf && { placeOf })).runs[0].results

  test('names the cause as error, and what follows as a note about it', () => {
    expect(resultsOf().map(({ ruleId, level }: Record<string, string>) => [ruleId, level])).toEqual([
      ['certificate-expired', 'error'],
      ['rpc-ports-exposed', 'note'],
    ])
    expect(resultsOf()[1].message.text).toContain('Follows from certificate-expired: mend that first.')
  })

  test('has the place in a file where there is one', () => {
    const place = { uri: 'config/exchange.ps1', startLine: 12, startColumn: 5, endLine: 12, endColumn: 21 }
    const [error, note] = resultsOf(({ code }) => (code === 'certificate-expired' ? place : undefined))
    const { uri, ...region } = place
    expect(error.locations[0].physicalLocation).toEqual({ artifactLocation: { uri }, region })
    expect(note.locations[0].physicalLocation).toBeUndefined()
    expect(note.locations[0].logicalLocations[0].fullyQualifiedName).toBe('mail.contoso.com (203.0.113.7)')
  })

  test('says the same of a finding in every run, so that it is recognised', () => {
    const prints = (report: Report) =>
      JSON.parse(renderSarif(report)).runs[0].results.map(
        (result: { partialFingerprints: unknown }) => result.partialFingerprints,
      )
    const later = { ...failing, runId: 'later', startedAt: '2026-05-04T02:03:04.567Z', durationMs: 7 }
    expect(prints(later)).toEqual(prints(failing))
  })
})

describe('the metrics', () => {
  test('tell success and duration under the names of blackbox_exporter', () => {
    const labels = '{probe="certificate",target="mail.contoso.com"}'
    expect(renderPrometheus(working)).toContain(`\nprobe_success${labels} 1\n`)
    expect(renderPrometheus(failing)).toContain(`\nprobe_success${labels} 0\n`)
    expect(renderPrometheus(failing)).toContain(`\nprobe_duration_seconds${labels} 1.234\n`)
  })

  test('tell when the first certificate of a chain expires, for each host', () => {
    const certificate = (sha256: string, notAfter: string) => ({ sha256, subject: 'CN=x', notAfter })
    const value = [
      certificate('aa', '2026-05-30T00:00:00.000Z'),
      certificate('bb', '2026-05-01T00:00:00.000Z'),
    ]
    const chain = step('1', 'certificate.presented', { evidence: [{ name: 'certificate.chain', value }] })
    const metrics = renderPrometheus({ ...working, steps: [chain] })
    const expiry = Date.parse('2026-05-01T00:00:00.000Z') / 1000
    expect(metrics).toMatch(
      new RegExp(`^probe_ssl_earliest_cert_expiry\\{.*host="mail.contoso.com"\\} ${expiry}$`, 'm'),
    )
    expect(renderPrometheus(working)).not.toContain('probe_ssl_earliest_cert_expiry')
  })

  test('have a gauge a finding, which names its cause, and no sample twice', () => {
    const lines = renderPrometheus({
      ...failing,
      findings: [...failing.findings, ...failing.findings],
    }).split('\n')
    const findings = lines.filter((line) => line.startsWith('outpost_finding{'))
    expect(findings).toHaveLength(2)
    expect(findings[0]).toContain('code="certificate-expired",severity="error"')
    expect(findings[1]).toMatch(/code="rpc-ports-exposed",.*cause="certificate-expired"\} 1$/)
  })

  test('tell apart what could not be told from what fails', () => {
    expect(renderPrometheus(unknown)).toMatch(/^outpost_verdict\{.*outcome="unknown"\} 1$/m)
    expect(renderPrometheus(unknown)).toMatch(/^outpost_verdict\{.*outcome="fails"\} 0$/m)
  })
})
