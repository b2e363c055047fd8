/** Reports of the lab under the eyes of the programs that read them: Prometheus' own linter, and libxml2's. */
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderRun } from '../../cli/render-run.ts'
import { type Lab, startLab } from '../../lab/index.ts'
import { readOutpostFile } from '../../shared/documents/outpost-file/index.ts'
import { foldReport, type ProbeEvent, type Report } from '../../shared/engine/index.ts'
import { holdAgainst } from '../../shared/expectations/index.ts'
import { renderJunit } from '../../shared/render/junit.ts'
import { renderPrometheus } from '../../shared/render/prometheus.ts'
import { reportOf } from '../core/render/foreign-report.ts'
import { HOSTILE } from '../core/render/hostile-values.ts'
import { MARKUP } from '../core/render/markup-values.ts'
import { JUNIT_SCHEMA } from '../core/render/validators.ts'
import { vantageOnLab } from '../scenarios/lab-vantage.ts'

let lab: Lab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab.close())

const TARGETS = ['plain.test', 'certificate-expired.test', 'nginx-methods.test', 'autodiscover-missing.test']
const FOREIGN = [...HOSTILE, ...MARKUP]

/** What a program says of a text; it throws when the program refuses it. */
function judged(command: string, args: readonly string[], input: string): string {
  return execFileSync(command, args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] })
}
const promtool = (metrics: string) => judged('promtool', ['check', 'metrics'], metrics)
const xmllint = (xml: string) => judged('xmllint', ['--noout', '--schema', JUNIT_SCHEMA, '-'], xml)

test.each(TARGETS)(
  'Prometheus reads the metrics of %s without a remark, and libxml2 the report for CI',
  async (target) => {
    const events: ProbeEvent[] = []
    const request = { probe: 'outlook-anywhere', target }
    const run = vantageOnLab(lab, 'outside').run(request, { signal: new AbortController().signal })
    for await (const event of run) events.push(event)
    const report = foldReport(events) as Report
    expect(promtool(renderPrometheus(report))).toBe('')
    xmllint(renderJunit(report))
  },
)

test.each(FOREIGN)('Prometheus and libxml2 read a report full of %s', (_, value) => {
  expect(promtool(renderPrometheus(reportOf(value)))).toBe('')
  xmllint(renderJunit(reportOf(value)))
})

test('Prometheus reads the metrics of a file of targets, two of which ask the same', () => {
  const { targets = [] } = readOutpostFile(
    '{ "targets": ["a.test", { "target": "a.test", "name": "again" }, "b.test"] }',
  )
  const place = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } }
  const results = targets.map((target, at) => {
    if (at === 2) return { target, place, trouble: 'no answer' }
    const report = reportOf('a "quoted" name')
    return { target, place, report, judgement: holdAgainst(report, target.expect) }
  })
  const metrics = renderRun('outpost.jsonc', results, 'prometheus', { colour: false, width: 80 })
  expect(promtool(metrics)).toBe('')
  expect(metrics).toContain('name="again"')
})

test('Prometheus does refuse what is no label', () => {
  expect(() => promtool('probe_success{target="a"b"} 1\n')).toThrow()
})
