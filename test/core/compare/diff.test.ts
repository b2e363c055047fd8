import { describe, expect, test } from 'vitest'
import {
  compareReports,
  comparisonJson,
  diffJson,
  diffReports,
  gotWorse,
  renderComparison,
  renderDiff,
} from '../../../shared/compare/index.ts'
import type { Finding, Report } from '../../../shared/engine/index.ts'
import { HOSTILE, OBEYED } from '../render/hostile-values.ts'
import { failing, reportWith, step, working } from '../render/sample-report.ts'

const PLAIN = { colour: false, width: 80 }
const [exposed, expired] = failing.findings
if (!exposed || !expired) throw new Error('the sample has two findings')

const asked = (change: Partial<Report>): Report => ({ ...failing, findings: [], ...change })
const codes = (findings: readonly Finding[]) => findings.map(({ code }) => code)

describe('a report beside a later one of the same', () => {
  test('got better by what is gone, when it was looked at again', () => {
    const diff = diffReports({ ...failing, findings: [expired] }, asked({ verdict: working.verdict }))
    expect(codes(diff.mended)).toEqual(['certificate-expired'])
    expect(gotWorse(diff)).toBe(false)
    expect(renderDiff(diff, PLAIN)).toContain('1 got better.')
  })

  test('tells nothing of what could not be looked at again', () => {
    const silent = asked({ steps: [step('1', 'probe.certificate', { status: 'unanswered' })] })
    const diff = diffReports({ ...failing, findings: [expired] }, silent)
    expect(codes(diff.mended)).toEqual([])
    expect(codes(diff.unseen)).toEqual(['certificate-expired'])
    expect(renderDiff(diff, PLAIN)).toContain('1 could not be looked at again.')
  })

  test('got worse by what is new', () => {
    const diff = diffReports(asked({ verdict: working.verdict }), failing)
    expect(codes(diff.broken)).toEqual(['certificate-expired', 'rpc-ports-exposed'])
    expect(gotWorse(diff)).toBe(true)
  })

  test.each([
    ['info', 'warning', true],
    ['warning', 'error', true],
    ['error', 'warning', false],
    ['advice', 'info', false],
  ] as const)('tells that a finding was %s and is %s', (before, after, worse) => {
    const diff = diffReports(
      asked({ findings: [{ ...expired, severity: before }] }),
      asked({ findings: [{ ...expired, severity: after }] }),
    )
    expect(diff.worsened.length + diff.eased.length).toBe(1)
    expect(gotWorse(diff)).toBe(worse)
  })

  test('knows a fault again although the certificate, the address or the order is another', () => {
    const subject = { kind: 'certificate', sha256: 'ee'.repeat(32), host: 'mail.contoso.com' } as const
    const later = { ...failing, findings: [{ ...expired, id: 'f9', subject }, exposed] }
    const diff = diffReports(failing, later)
    expect(codes(diff.unchanged)).toEqual(['certificate-expired', 'rpc-ports-exposed'])
    expect([...diff.mended, ...diff.broken]).toEqual([])
    expect(renderDiff(diff, PLAIN)).toContain('2 as before.')
  })

  test('that works no more got worse, also without a finding', () => {
    const unknown: Report['verdict'] = { outcome: 'unknown', because: ['1'] }
    expect(gotWorse(diffReports(working, { ...working, verdict: unknown }))).toBe(true)
    expect(gotWorse(diffReports({ ...working, verdict: unknown }, working))).toBe(false)
  })

  test('has the words of its findings in the JSON', () => {
    const json = JSON.parse(diffJson(diffReports(asked({}), failing)))
    expect(json).toMatchObject({ schema: 1, worse: true, mended: [] })
    expect(json.broken[0].text.sentence).toContain('expired')
  })
})

describe('hostile values', () => {
  test.each(HOSTILE)('are shown and not obeyed, side by side and then and now: %s', (_, value) => {
    const [hostile, other] = [reportWith(value), { ...reportWith(value), findings: [] }]
    for (const text of [
      renderComparison(compareReports([hostile, other]), PLAIN),
      renderDiff(diffReports(hostile, other), PLAIN),
      renderDiff(diffReports(other, hostile), PLAIN),
    ]) {
      expect(text).not.toMatch(OBEYED)
    }
    for (const json of [
      comparisonJson(compareReports([hostile, other])),
      diffJson(diffReports(hostile, other)),
    ]) {
      expect(json).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u)
    }
  })
})
