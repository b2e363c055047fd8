import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { outpostJsonSchema, readOutpostFile } from '../../../shared/documents/outpost-file/index.ts'
import { probeRequestSchema } from '../../../shared/engine/index.ts'
import { catalogue } from '../../../shared/findings/index.ts'
import { probes } from '../../../shared/probes/index.ts'

/** Each problem as a person is told of it: its place, what stands there, and what is said. */
function problemsIn(text: string): string[] {
  const { problems } = readOutpostFile(text)
  return problems.map(
    ({ place, range, message }) =>
      `${place.line}:${place.column} ${text.slice(range.start, range.end)}: ${message}`,
  )
}

const FILE = `{
  // What we look after.
  "$schema": "./node_modules/outpost-exchange/schema/outpost.schema.json",
  "expect": {
    "certificateDays": 30,
    "auth": ["ntlm"],
    "findings": { "ignore": ["certificate-weak"], "failOn": "warning" },
  },
  "targets": [
    "contoso.com",
    {
      "name": "the old server", "target": "mail.fabrikam.com:587", "probe": "certificate", "starttls": "smtp",
      "expect": { "certificateDays": 14, "findings": { "ignore": [{ "code": "tls-version-legacy", "reason": "until June" }] } },
    },
  ],
}
`

describe('a file of targets', () => {
  test('is read with comments and commas at the end: what a target says counts more, what is ignored adds up', () => {
    const { targets, problems } = readOutpostFile(FILE)
    expect(problems).toEqual([])
    expect(targets).toEqual([
      {
        name: 'outlook-anywhere contoso.com',
        request: { target: 'contoso.com', probe: 'outlook-anywhere', expect: { certificateDays: 30 } },
        expect: {
          certificateDays: 30,
          auth: ['ntlm'],
          ignore: [{ code: 'certificate-weak' }],
          failOn: 'warning',
        },
        path: ['targets', 0],
        targetPath: ['targets', 0],
      },
      {
        name: 'the old server',
        request: {
          target: 'mail.fabrikam.com:587',
          probe: 'certificate',
          starttls: 'smtp',
          expect: { certificateDays: 14 },
        },
        // What `certificate` cannot tell is not expected of it.
        expect: {
          certificateDays: 14,
          ignore: [{ code: 'tls-version-legacy', reason: 'until June' }, { code: 'certificate-weak' }],
          failOn: 'warning',
        },
        path: ['targets', 1],
        targetPath: ['targets', 1, 'target'],
      },
    ])
    for (const { request } of targets ?? []) expect(probeRequestSchema.parse(request)).toEqual(request)
  })

  test('has the exact stretch of each value, for an editor', () => {
    const reading = readOutpostFile(FILE)
    const at = (...path: (string | number)[]) => {
      const range = reading.rangeOf(path)
      return range && FILE.slice(range.start, range.end)
    }
    expect(at('targets', 0)).toBe('"contoso.com"')
    expect(at('targets', 1, 'target')).toBe('"mail.fabrikam.com:587"')
    expect(at('targets', 1, 'expect', 'certificateDays')).toBe('14')
    expect(at('targets', 1, 'expect', 'auth')).toBeUndefined()
    expect(reading.placeOf(FILE.indexOf('"the old server"'))).toEqual({ line: 12, column: 15 })
  })

  test('tells everything that is wrong at once, each with its place and what was expected', () => {
    expect(
      problemsIn(`{
  "expect": { "certificateDay": 30, "auth": ["ntml"] },
  "targets": [
    "contoso.com", "contoso com",
    { "targt": "x" },
    { "target": "mail.contoso.com", "probe": "certificat", "deadlineSeconds": 0 },
    7,
  ],
}`),
    ).toEqual([
      '2:15 "certificateDay": there is no key "certificateDay" here: expected one of certificateDays, auth, mapiHttp, autodiscover, modernAuth, findings; did you mean "certificateDays"?',
      '2:46 "ntml": there is no "ntml" here: expected one of ntlm, negotiate, basic, bearer; did you mean ntlm?',
      '5:5 { "targt": "x" }: "target" is missing: expected a text in quotes',
      '5:7 "targt": there is no key "targt" here: expected one of target, name, probe, server, starttls, overrides, deadlineSeconds, expect; did you mean "target"?',
      `6:46 "certificat": there is no "certificat" here: expected one of ${probes.map(({ name }) => name).join(', ')}; did you mean certificate?`,
      '6:79 0: expected at least 1, got 0',
      '7:5 7: expected a text in quotes or an object in braces, got a number',
    ])
  })

  test.each([
    ['["contoso com"]', '"contoso com": "contoso com" is not a target'],
    ['["10.0.0.1"]', '"10.0.0.1": the probe outlook-anywhere needs a name'],
    ['["a.test", "a.test"]', '"a.test": "outlook-anywhere a.test" is the name of target 1 already'],
    ['[{ "target": "a.test", "probe": "dns", "server": "b.test" }]', '"b.test": the probe dns has no use'],
    ['[{ "target": "a.test", "probe": "dns", "starttls": "smtp" }]', '"smtp": the probe dns has no use'],
    ['[{ "target": "a.test", "server": "-" }]', '"-": "-" is not a host'],
    ['[{ "target": "a.test", "overrides": [{ "host": "a.test", "address": "1.2.3" }] }]', '[{ "host"'],
    [
      '[{ "target": "a.test", "probe": "dns", "expect": { "mapiHttp": true } }]',
      'true: the probe dns says nothing of that',
    ],
    ['[{ "target": "a.test", "target": "b.test" }]', '"target": "target" stands here twice'],
    ['[]', '[]: expected at least 1 members, got 0'],
    ['"a.test"', '"a.test": expected a list in brackets, got a text in quotes'],
  ])('says what is wrong with %s', (targets, problem) => {
    const problems = problemsIn(`{ "targets": ${targets} }`)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.replace(/^1:\d+ /, '').slice(0, problem.length)).toBe(problem)
  })

  test.each(['edge', 'token', 'edges', 'OUTPOST_TOKEN', 'resolver', 'password', 'credential'])(
    'has no place for where to look from, nor for a secret: "%s"',
    (key) => {
      for (const text of [
        `{ "targets": ["a.test"], "${key}": "x" }`,
        `{ "targets": [{ "target": "a.test", "${key}": "x" }] }`,
        `{ "targets": ["a.test"], "expect": { "${key}": "x" } }`,
      ]) {
        expect(problemsIn(text)).toEqual([expect.stringContaining(`there is no key "${key}" here`)])
        expect(readOutpostFile(text).targets).toBeUndefined()
      }
    },
  )

  test.each([
    ['', '1:1 : expected a value'],
    ['{ "targets": [ }', '1:16 }: expected a value'],
    ["{ 'targets': [] }", "1:3 'targets': this is no JSON"],
    ['{ "targets": ["a.test"] } more', '1:27 more: this is no JSON'],
  ])('that is no JSON is told so: %s', (text, problem) => {
    expect(problemsIn(text)[0]?.startsWith(problem)).toBe(true)
  })

  test('that is too long or too deep is not read', () => {
    expect(problemsIn('['.repeat(100_000))).toEqual(['1:17 [: expected at most 16 levels'])
    expect(problemsIn(' '.repeat(2 ** 20 + 1))[0]).toContain('expected at most 1048576 characters')
  })

  test('is read whatever it is, and every place lies in the text', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"targets"',
      '"target"',
      '"a.test"',
      '"expect"',
      '1',
      'true',
      '\n',
      ' ',
      '//',
      '"',
      '\\',
      '\u2028',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 30 }).map((all) => all.join('')),
        ),
        (text) => {
          const { problems, targets } = readOutpostFile(text)
          expect(problems.length > 0).toBe(targets === undefined)
          for (const { range, place } of problems) {
            expect(range.start >= 0 && range.end >= range.start && range.end <= text.length + 1).toBe(true)
            expect(place.line).toBeGreaterThan(0)
          }
        },
      ),
    )
  })
})

describe('the JSON Schema for editors', () => {
  const schema = JSON.stringify(outpostJsonSchema())

  test('knows every probe and every code, with a word on each', () => {
    for (const { name, summary } of probes) {
      expect(schema).toContain(`"${name}"`)
      expect(schema).toContain(JSON.stringify(summary))
    }
    for (const [code, { title }] of catalogue) {
      expect(schema).toContain(`"${code}"`)
      expect(schema).toContain(JSON.stringify(title))
    }
  })

  test('refuses keys that it does not know, and has no place for an edge or a token', () => {
    const objects = schema.match(/"type":"object"/g) ?? []
    expect(schema.match(/"additionalProperties":false/g)).toHaveLength(objects.length)
    const keys = [...schema.matchAll(/"([^"]+)":\{"(?:description|type|anyOf|allOf|\$ref)/g)].map(
      ([, key]) => key,
    )
    expect(keys.filter((key) => /edge|token|resolver|password|secret/i.test(key ?? ''))).toEqual([])
    expect(keys).toContain('certificateDays')
  })

  test('describes every key, which is what an editor shows', () => {
    const lacking: string[] = []
    const look = (value: unknown, path: string): void => {
      if (value === null || typeof value !== 'object') return
      for (const [key, member] of Object.entries(value)) {
        const at = `${path}/${key}`
        if (
          path.endsWith('/properties') &&
          !/"description"|"\$ref"/.test(JSON.stringify(member).slice(0, 4000))
        ) {
          lacking.push(at)
        }
        look(member, at)
      }
    }
    look(outpostJsonSchema(), '')
    expect(lacking).toEqual([])
  })
})
