import { describe, expect, test } from 'vitest'
import type { Report } from '../../../shared/engine/index.ts'
import { describeFinding } from '../../../shared/findings/index.ts'
import { displayWidth } from '../../../shared/render/text/display-width.ts'
import { renderText } from '../../../shared/render/text/index.ts'
import { HOSTILE, OBEYED } from './hostile-values.ts'
import { failing, reportWith, unknown, working } from './sample-report.ts'

const PLAIN = { colour: false, width: 80 }
const linesOf = (report: Report, options = PLAIN) => renderText(report, options).split('\n')
const unwrapped = (lines: readonly string[]) => lines.join(' ').replace(/\s+/g, ' ').trim()
const expired = described('certificate-expired')

function described(code: string) {
  const finding = failing.findings.find((each) => each.code === code)
  if (!finding) throw new Error(`the sample has no ${code}`)
  return { finding, text: describeFinding(finding) }
}

const stepsOf = (report: Report, options = PLAIN) => {
  const lines = linesOf(report, options)
  return lines.slice(lines.indexOf('STEPS') + 2, -1)
}

describe('the verdict', () => {
  test('comes first, with what to do first', () => {
    const lines = linesOf(failing)
    expect(lines.slice(0, 4)).toEqual([
      '✗ FAILS: certificate mail.contoso.com',
      '  Seen from outside (outpost.example.net, FRA), 2026-04-04 02:03 UTC, in 1.2 s;',
      '  DNS by one.example, two.example.',
      '',
    ])
    const advice = unwrapped(lines.slice(4, lines.indexOf('', 4)))
    const [remedy] = expired.text.remedies
    const [firstSentence] = remedy?.text.split(/\. |[.:]$/) ?? []
    expect(advice).toBe(
      `Mend this first: ${expired.text.sentence} How (${remedy?.where}): ${firstSentence}. Found: 1 error (and 1 that follows).`,
    )
  })

  test('says in its first line that sign-in was not tested', () => {
    const [first] = linesOf({ ...working, signIn: 'not-tested' })
    expect(first).toBe('✓ WORKS (sign-in was not tested): certificate mail.contoso.com')
    expect(linesOf(working)[0]).toBe('✓ WORKS: certificate mail.contoso.com')
  })

  test('says that there is nothing to mend when there is nothing', () => {
    expect(linesOf(working)).toContain('There is nothing to mend.')
  })

  test('names a warning of a run that works', () => {
    const { finding, text } = described('rpc-ports-exposed')
    const lines = linesOf({ ...working, findings: [{ ...finding, causedBy: [] }] })
    expect(unwrapped(lines)).toContain(
      `It works, but see to this: ${text.sentence} How (${text.remedies[0]?.where}): `,
    )
    expect(lines).toContain('Found: 1 warning.')
  })

  test('names the questions without an answer, and that the run was cut short', () => {
    expect(linesOf(unknown).slice(0, 7)).toEqual([
      '? COULD NOT BE TOLD: certificate mail.contoso.com',
      '  Seen from outside (outpost.example.net, FRA), 2026-04-04 02:03 UTC, in 1.2 s;',
      '  DNS by one.example, two.example.',
      '  The deadline passed before the run had ended: this is what was known by then.',
      '',
      'No fault was found, but these questions have no answer:',
      '- Addresses of mail.contoso.com: no resolver answered.',
    ])
  })

  test.each([
    ['cancelled', 'The run was cancelled'],
    ['broken-off', 'The connection to the vantage broke off'],
    ['running', 'The run is still under way'],
  ] as const)('of a run that is %s says so', (state, words) => {
    expect(renderText({ ...working, state }, PLAIN)).toContain(words)
  })
})

describe('the findings', () => {
  test('come with code, row, subject, meaning, remedies, and how to check them', () => {
    const lines = linesOf(failing)
    const section = lines.slice(lines.indexOf('ERRORS (1)') + 1, lines.indexOf('STEPS'))
    const { finding: consequence, text: follows } = described('rpc-ports-exposed')
    const { sentence, meaning, remedies, verify, page } = expired.text
    const told = remedies.map(({ for: versions, where, text, commands = [] }) => {
      const heading = `${where.slice(0, 1).toUpperCase()}${where.slice(1)}`
      return [versions === 'any' ? `→ ${heading}:` : `→ ${heading} (${versions}):`, text, ...commands]
    })
    expect(unwrapped(section)).toBe(
      [
        '✗ certificate-expired (T02) certificate abababab of mail.contoso.com',
        ...[sentence, meaning, ...told.flat()],
        ...['To check afterwards:', ...verify],
        '1 more follows from it:',
        `! ${consequence.code} (S04) mail.contoso.com (203.0.113.7) ${follows.sentence}`,
        page,
      ].join(' '),
    )
    const commands = [...remedies.flatMap((remedy) => remedy.commands ?? []), ...verify]
    expect(commands.length).toBeGreaterThan(2)
    expect(section).toEqual(expect.arrayContaining(commands.map((command) => `      ${command}`)))
  })

  test('that follow from another are folded below it, with nothing of their own to mend', () => {
    const [warning, error] = failing.findings
    if (!warning || !error) throw new Error('the sample has two findings')
    const alone = unwrapped(linesOf({ ...failing, findings: [{ ...warning, causedBy: [] }, error] }))
    const folded = unwrapped(linesOf(failing))
    const { meaning, sentence } = described('rpc-ports-exposed').text
    expect(alone).toContain('WARNINGS (1)')
    expect(folded).not.toContain('WARNINGS')
    expect(alone).toContain(meaning)
    expect(folded).not.toContain(meaning)
    expect(folded).toContain(sentence)
  })

  test('that call for the same are told once', () => {
    const error = expired.finding
    const other = {
      ...error,
      id: 'f3',
      subject: { kind: 'host', host: 'autodiscover.contoso.com' } as const,
      values: { ...error.values, host: 'autodiscover.contoso.com' },
    }
    const text = unwrapped(linesOf({ ...failing, findings: [error, other] }))
    const [remedy] = expired.text.remedies
    expect(text.split(`(${remedy?.for}): ${remedy?.text}`)).toHaveLength(2)
    expect(text).toContain(
      ': as told above for certificate-expired, certificate abababab of mail.contoso.com.',
    )
    expect(text).toContain('certificate of autodiscover.contoso.com expired')
  })
})

describe('the steps', () => {
  test('stand as a tree with marks, durations, facts, and what was found where', () => {
    expect(stepsOf(failing)).toEqual([
      '✗ Certificate of mail.contoso.com  1.2 s',
      '  ✓ Port 443  12 ms',
      '    ✓ TCP connection to 203.0.113.7  12 ms',
      '    ✓ Addresses  203.0.113.7, by way of front.contoso.com',
      '  ✗ Certificate presented at 203.0.113.7  12 ms',
      '    ? TLS handshake  12 ms, no answer within 12.0 s',
      '    ✗ Dates of the certificate  12 ms',
      '        → certificate-expired',
      '    – Trust in the certificate',
      '        not asked for want of "TLS handshake with 203.0.113.7"',
      '  ! RPC ports of 203.0.113.7  12 ms',
      '      → rpc-ports-exposed',
      '    ✗ TCP connection to 203.0.113.7 port 6001  12 ms, refused',
    ])
  })

  test('leave out what was asked before, unless it went wrong', () => {
    const wrong = { ...expired.finding, id: 'f3', step: '1.1.2' }
    const failed = { ...failing, findings: [...failing.findings, wrong] }
    expect(stepsOf(failing).join('\n')).not.toContain('asked once')
    expect(stepsOf(failed)).toContain('    ✗ Addresses  asked once, see under "Port 443 of mail.contoso.com"')
  })

  test('have marks in ASCII where no more can be shown', () => {
    const text = renderText(failing, { ...PLAIN, unicode: false })
    expect(text).toMatch(/^[\n\x20-\x7e]*$/)
    expect(stepsOf(failing, { ...PLAIN, unicode: false } as typeof PLAIN).slice(4, 9)).toEqual([
      '  x Certificate presented at 203.0.113.7  12 ms',
      '    ? TLS handshake  12 ms, no answer within 12.0 s',
      '    x Dates of the certificate  12 ms',
      '        -> certificate-expired',
      '    - Trust in the certificate',
    ])
  })

  test('of a report that lacks the step which another points at are shown all the same', () => {
    const orphan = { ...failing.steps[0], status: 'skipped', because: '9.9' } as Report['steps'][number]
    expect(stepsOf({ ...failing, steps: [orphan] }).join(' ')).toContain(
      'a step that this report does not have',
    )
  })
})

describe('the layout', () => {
  const isCommand = (line: string) => /^ {6}\S/.test(line)

  test.each([20, 40, 60, 80, 120])('keeps to %d columns, but for commands', (width) => {
    for (const report of [failing, working, unknown]) {
      const long = linesOf(report, { colour: false, width }).filter((line) => displayWidth(line) > width)
      expect(long.filter((line) => !isCommand(line))).toEqual([])
    }
  })

  test('never breaks a command, however narrow', () => {
    const commands = (width: number) =>
      linesOf(failing, { colour: false, width }).filter((line) => /-Exchange/.test(line) && isCommand(line))
    expect(commands(20)).toEqual(commands(200))
  })

  test('keeps to the columns with names in wide characters', () => {
    const lines = linesOf(reportWith('株式会社例のとても長い名前'.repeat(5)), { colour: false, width: 60 })
    expect(lines.filter((line) => displayWidth(line) > 60 && !isCommand(line))).toEqual([])
  })
})

describe('colours', () => {
  test('change nothing but colours', () => {
    const coloured = renderText(failing, { colour: true, width: 80 })
    expect(coloured).toContain('\u001b[31m✗ FAILS: certificate mail.contoso.com\u001b[0m')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what is being looked for
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderText(failing, PLAIN))
  })
})

describe('hostile values', () => {
  test.each(HOSTILE)('in every place of a report: %s is shown and not obeyed', (_, value) => {
    const text = renderText(reportWith(value), PLAIN)
    expect(text).not.toMatch(OBEYED)
    expect(text).toMatch(/\\u\{[0-9a-f]+\}/)
  })

  test('never begin a line of their own', () => {
    const text = renderText(reportWith('x\n✓ WORKS: certificate mail.contoso.com\n'), PLAIN)
    expect(text).not.toMatch(/^✓ WORKS/m)
  })
})
