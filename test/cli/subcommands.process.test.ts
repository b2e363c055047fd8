import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCommand } from '../../cli/command.ts'
import { foldReport, probeEventSchema } from '../../shared/engine/index.ts'
import { OUTLOOK_ANYWHERE } from '../core/analyzer/saved.ts'
import { failing, working } from '../core/render/sample-report.ts'
import { sarifProblems } from '../core/render/validators.ts'
import { runOutpost } from './run-outpost.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outpost-subcommands-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

const TARGETS = `{
  "targets": [
    { "target": "mail.plain.test", "probe": "certificate", "expect": { "certificateDays": 30 } },
    { "target": "mail.certificate-expired.test", "probe": "certificate", "name": "the old one" },
    { "target": "mail.certificate-self-signed.test", "probe": "certificate",
      "expect": { "findings": { "ignore": [{ "code": "certificate-untrusted", "reason": "a test system" }] } } },
  ],
}`

describe('outpost run', () => {
  test('probes what a file declares, and says in a line each what came, where, and why', async () => {
    const path = await file('three.jsonc', TARGETS)
    const { status, stdout, stderr } = await runOutpost(['run', path, '--lab'])
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    const text = stdout.replace(/\s+/g, ' ')
    expect(text).toContain('3 targets, 2 works, 1 fails')
    expect(text).toContain(`✓ certificate mail.plain.test: works (${path}:3:17)`.replace(/\s+/g, ' '))
    expect(text).toContain('✗ the old one: fails')
    expect(text).toContain('certificate-expired: The certificate of mail.certificate-expired.test expired')
    expect(text).toContain('ignored: certificate-untrusted, a test system')
  }, 60_000)

  test('marks the place in the file that each result is about', async () => {
    const path = await file('places.outpost.jsonc', TARGETS)
    const { status, stdout, stderr } = await runOutpost(['run', path, '--lab', '--format', 'sarif'])
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    expect(sarifProblems(stdout)).toEqual([])
    const { runs } = JSON.parse(stdout)
    const results = runs.flatMap((run: { results: object[] }) => run.results)
    const [line = '', ...others] = results.map(
      ({ ruleId, locations }: { ruleId: string; locations: { physicalLocation: object }[] }) =>
        JSON.stringify([ruleId, locations.map(({ physicalLocation }) => physicalLocation)]),
    )
    const column = '    { "target": '.length + 1
    const place = {
      artifactLocation: { uri: encodeURI(path) },
      region: {
        startLine: 4,
        startColumn: column,
        endLine: 4,
        endColumn: column + '"mail.certificate-expired.test"'.length,
      },
    }
    expect(line).toBe(JSON.stringify(['certificate-expired', [place]]))
    expect(others).toEqual([])
  }, 60_000)

  test('passes the events of all runs on as they happen', async () => {
    const path = await file('events.jsonc', TARGETS)
    const { status, stdout, stderr } = await runOutpost(['run', path, '--lab', '--format', 'ndjson'])
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => probeEventSchema.parse(JSON.parse(line)))
    const reports = [...Map.groupBy(events, ({ runId }) => runId).values()].map(foldReport)
    expect(reports.map((report) => [report?.request.target, report?.state]).sort()).toEqual([
      ['mail.certificate-expired.test', 'completed'],
      ['mail.certificate-self-signed.test', 'completed'],
      ['mail.plain.test', 'completed'],
    ])
  }, 60_000)

  test('says everything that is wrong with a file, and probes nothing', async () => {
    const path = await file('wrong.jsonc', '{ "targts": [],\n "edge": "https://x" }')
    const { status, stdout, stderr } = await runOutpost(['run', path])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr.split('\n').slice(0, -1)).toEqual([
      `${path}:1:1: "targets" is missing: expected a list in brackets`,
      `${path}:1:3: there is no key "targts" here: expected one of $schema, expect, targets; did you mean "targets"?`,
      `${path}:2:2: there is no key "edge" here: expected one of $schema, expect, targets`,
    ])
  })
})

describe('outpost compare', () => {
  test('sees the lab from inside, from outside and from far away, and says what stands in between', async () => {
    const args = ['compare', 'mail.closed-from-outside.test', '--probe', 'reachability', '--lab']
    const { status, stdout, stderr } = await runOutpost([...args, '--format', 'json'])
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    const { sides, differences } = JSON.parse(stdout)
    expect(sides.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['works', 'fails', 'fails'])
    expect(differences.map(({ kind }: { kind: string }) => kind)).toEqual(['firewall'])
  }, 60_000)

  test('says that an edge which is not reached is missing, and what it could see without', async () => {
    const edges = ['http://127.0.0.1:2', 'http://127.0.0.1:3'].flatMap((url) => ['--edge', url])
    const args = ['compare', '127.0.0.1:4', '--probe', 'reachability', '--deadline', '5', ...edges]
    const { status, stdout, stderr } = await runOutpost(args, { OUTPOST_TOKEN: 'first second' })
    expect(stdout).toContain('seen from 1 sides')
    expect(stderr.match(/^outpost: /gm)).toHaveLength(2)
    expect(stderr).not.toMatch(/first|second/)
    expect(status).toBe(1)
  })
})

describe('outpost diff', () => {
  test('says what got worse between two saved reports, by its exit status too', async () => {
    const [before, after] = await Promise.all([
      file('before.json', JSON.stringify(working)),
      file('after.json', JSON.stringify(failing)),
    ])
    const worse = await runOutpost(['diff', before, after])
    expect(worse.status).toBe(1)
    expect(worse.stdout).toContain('2 got worse.')
    expect((await runOutpost(['diff', before, before])).status).toBe(0)
  })

  test.each([
    ['no JSON', 'x', 'is no JSON'],
    ['something else', '{}', 'is no report of schema 1 (schema:'],
    [
      'of another target',
      JSON.stringify({ ...working, request: { probe: 'dns', target: 'x.test' } }),
      'expected two reports of the same',
    ],
  ])('refuses a report that is %s', async (name, text, message) => {
    const one = await file(`${name}-one.json`, JSON.stringify(working))
    const { status, stderr } = await runOutpost(['diff', one, await file(`${name}.json`, text)])
    expect(status).toBe(2)
    expect(stderr).toContain(message)
  })
})

describe('outpost import', () => {
  test("shows what Microsoft's analyzer saved as a report", async () => {
    const { status, stdout } = await runOutpost(['import', await file('saved.xml', OUTLOOK_ANYWHERE)])
    expect(stdout).toMatch(/^✗ FAILS: analyzer anna@contoso\.com\n/)
    expect(stdout).toContain('rpc-method-not-allowed')
    expect(status).toBe(1)
  })

  test('refuses what is something else', async () => {
    const { status, stderr } = await runOutpost(['import', await file('other.xml', '<x/>')])
    expect(status).toBe(2)
    expect(stderr).toContain("is no result that Microsoft's Remote Connectivity Analyzer saved")
  })
})

describe('their command lines', () => {
  test.each([
    [['run', 'a', 'b'], 'expected outpost run [FILE]'],
    [
      ['run', '--format', 'xml'],
      '--format: expected text or json or markdown or junit or sarif or prometheus',
    ],
    [['run', '--basic'], '--basic needs --user'],
    [['diff', 'a', 'b', '--user', 'anna'], '--user means nothing here: expected outpost diff'],
    [['compare', 'a.test'], 'a comparison needs another side'],
    [['compare', '--lab'], 'expected outpost compare <target>'],
    [['compare', 'a.test', '--edge', 'x'], '--edge: expected an https URL'],
    [['compare', 'a.test', '--edge', 'https://x.test', '--lab'], '--edge and --lab do not go together'],
    [['diff', 'a'], 'expected outpost diff'],
    [['import'], 'expected outpost import'],
    [['dns', 'a.test', '--probe', 'dns'], '--probe is for compare'],
    [['dns', 'a.test', '--edge', 'https://a', '--edge', 'https://b'], '--edge was given twice'],
  ])('%j is refused: %s', (argv, message) => {
    expect(() => readCommand(argv)).toThrow(message)
  })

  test.each(['run', 'compare', 'diff', 'import'])('outpost help %s tells its exit statuses', async (name) => {
    const { status, stdout } = await runOutpost(['help', name])
    expect(status).toBe(0)
    expect(stdout).toContain(`Usage: outpost ${name}`)
    expect(stdout).toMatch(/Exit status:\n {2}0 {2}/)
  })
})
