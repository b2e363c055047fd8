import { describe, expect, test } from 'vitest'
import { renderRun, type TargetResult } from '../../cli/render-run.ts'
import { readOutpostFile } from '../../shared/documents/outpost-file/index.ts'
import type { Report } from '../../shared/engine/index.ts'
import { holdAgainst } from '../../shared/expectations/index.ts'
import { renderMarkdown } from '../../shared/render/markdown.ts'
import { HOSTILE, OBEYED } from '../core/render/hostile-values.ts'
import { failing, reportWith, unknown, working } from '../core/render/sample-report.ts'
import { junitProblems, sarifProblems } from '../core/render/validators.ts'

const LOOK = { colour: false, width: 100 }
const FILE = `{ "targets": [
  { "target": "good.test", "probe": "certificate", "expect": { "certificateDays": 30 } },
  { "target": "bad.test", "probe": "certificate" },
  { "target": "accepted.test", "probe": "certificate", "expect": { "findings": { "ignore": ["certificate-expired", "certificate-weak"] } } },
  { "target": "silent.test", "probe": "certificate" },
] }`

function results(...reports: (Report | undefined)[]): TargetResult[] {
  const { targets = [], rangeOf, placeOf } = readOutpostFile(FILE)
  return targets.map((target, at) => {
    const report = reports[at]
    const { start, end } = rangeOf(target.targetPath) ?? { start: 0, end: 0 }
    return {
      target,
      place: { start: placeOf(start), end: placeOf(end) },
      ...(report ? { report, judgement: holdAgainst(report, target.expect) } : { trouble: 'no answer' }),
    }
  })
}

const all = results(working, failing, { ...failing, steps: working.steps }, undefined)

describe('the results of a file of targets', () => {
  test('as text name each target, its place, and why', () => {
    const lines = renderRun('outpost.jsonc', all, 'text', LOOK).split('\n')
    expect(lines[0]).toBe('outpost.jsonc: 4 targets, 1 works, 1 fails, 2 could not be told')
    expect(lines).toContain('? certificate good.test: could not be told  (outpost.jsonc:2:15)')
    expect(lines).toContain('    certificateDays: expected at least 30 days, found not seen')
    expect(lines).toContain('✗ certificate bad.test: fails  (outpost.jsonc:3:15)')
    expect(lines).toContain('✓ certificate accepted.test: works  (outpost.jsonc:4:15)')
    expect(lines).toContain('    ignored: certificate-expired')
    expect(lines).toContain('    ignored: rpc-ports-exposed (with certificate-expired)')
    expect(lines).toContain('    certificate-weak is ignored, and was not found')
    expect(lines).toContain('    no answer')
  })

  test('as JUnit are a test suite a target, red where a target is not as the file has it', () => {
    const junit = renderRun('outpost.jsonc', all, 'junit', LOOK)
    const suites = [
      ...junit.matchAll(/<testsuite name="([^"]+)" tests="\d+" failures="(\d+)" errors="(\d+)"/g),
    ]
    expect(suites.map(([, ...parts]) => parts)).toEqual([
      ['certificate good.test', '0', '1'],
      ['certificate bad.test', '1', '0'],
      ['certificate accepted.test', '0', '0'],
      ['certificate silent.test', '0', '1'],
    ])
    expect(junit).toMatch(/<testsuites name="outpost\.jsonc" tests="6" failures="1" errors="2">/)
  })

  test('as SARIF have the place in the file, and not what is accepted', () => {
    const { runs } = JSON.parse(renderRun('ci/outpost.jsonc', all, 'sarif', LOOK))
    const found = runs.map(({ results }: { results: { ruleId: string }[] }) =>
      results.map(({ ruleId }) => ruleId),
    )
    expect(found).toEqual([[], ['certificate-expired', 'rpc-ports-exposed'], []])
    expect(runs[1].results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'ci/outpost.jsonc' },
      region: { startLine: 3, startColumn: 15, endLine: 3, endColumn: 25 },
    })
  })

  test('as JSON have everything for a script', () => {
    const { schema, targets } = JSON.parse(renderRun('outpost.jsonc', all, 'json', LOOK))
    expect(schema).toBe(1)
    expect(targets.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'unknown',
      'fails',
      'works',
      'unknown',
    ])
    expect(targets[1]).toMatchObject({ failures: ['f2'], place: { line: 3, column: 15 } })
  })

  test('as Markdown are a section a target', () => {
    const text = renderRun('outpost.jsonc', all, 'markdown', LOOK)
    const reports = all.flatMap(({ report }) => report ?? [])
    expect(text.startsWith(renderMarkdown(reports[0] ?? working))).toBe(true)
    expect(text).toContain(renderMarkdown(failing))
  })

  test('as metrics are one text of all targets, whose names tell them apart', () => {
    const metrics = renderRun('outpost.jsonc', all, 'prometheus', LOOK)
    const lines = metrics.trimEnd().split('\n')
    const samplesOf = (name: string) => lines.filter((line) => line.startsWith(`${name}{`))
    expect(samplesOf('probe_success')).toEqual([
      'probe_success{name="certificate good.test",probe="certificate",target="mail.contoso.com"} 1',
      'probe_success{name="certificate bad.test",probe="certificate",target="mail.contoso.com"} 0',
      'probe_success{name="certificate accepted.test",probe="certificate",target="mail.contoso.com"} 1',
      'probe_success{name="certificate silent.test",probe="certificate",target="silent.test"} 0',
    ])
    expect(samplesOf('outpost_target_as_expected').map((line) => line.at(-1))).toEqual(['0', '0', '1', '0'])
    // The samples of a gauge stand together below its name, which comes once.
    const names = lines.map((line) => /^(?:# \w+ )?(\w+)/.exec(line)?.[1])
    expect(names.filter((name, at) => name !== names[at - 1])).toEqual([...new Set(names)])
    expect(lines.filter((line) => line.startsWith('# TYPE probe_success '))).toHaveLength(1)
  })

  test('are what others have published for them', async () => {
    const hostile = results(reportWith('<a href="x">\u0000'), failing)
    for (const each of [all, hostile]) {
      expect(sarifProblems(renderRun('outpost.jsonc', each, 'sarif', LOOK))).toEqual([])
      expect(await junitProblems(renderRun('outpost.jsonc', each, 'junit', LOOK))).toEqual([])
    }
  })

  test('say that an answer is missing, and how to learn which', () => {
    const [, second] = results(working, { ...unknown, state: 'completed' })
    const text = renderRun('x', second ? [second] : [], 'text', LOOK)
    expect(text).toContain('A needed answer is missing: "outpost certificate bad.test" tells which.')
  })

  test.each(HOSTILE)('are shown and not obeyed with %s', (_, value) => {
    const hostile = results(reportWith(value), reportWith(value))
    for (const format of ['text', 'json', 'junit', 'sarif', 'markdown', 'prometheus']) {
      const text = renderRun('outpost.jsonc', hostile, format, LOOK)
      if (format === 'text') expect(text).not.toMatch(OBEYED)
      expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
    }
  })
})
