import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PowerShellDocument } from '../../../../shared/documents/powershell/index.ts'
import { powerShellParser } from './parser.ts'

const parser = await powerShellParser()

/** The settings of a script: `OutlookAnywhere.ExternalHostname = mail.contoso.com at «what stands there»`. */
function settingsOf(text: string): string[] {
  const document = new PowerShellDocument(parser, text)
  const settings = document.reading.mentions
    .filter(({ setting }) => setting !== undefined)
    .map(({ setting, value, range }) => `${setting} = ${value} at ${text.slice(range.start, range.end)}`)
  document.close()
  return settings
}

const NAME = 'OutlookAnywhere.ExternalHostname = mail.contoso.com at'

describe('an argument is found', () => {
  test.each([
    ['by name', 'Set-OutlookAnywhere -ExternalHostname mail.contoso.com', 'mail.contoso.com'],
    ['behind a colon', 'Set-OutlookAnywhere -ExternalHostname:mail.contoso.com', 'mail.contoso.com'],
    ['abbreviated', 'Set-OutlookAnywhere -ExternalHost mail.contoso.com', 'mail.contoso.com'],
    ['in quotes', 'Set-OutlookAnywhere -ExternalHostname "mail.contoso.com"', 'mail.contoso.com'],
    ['behind a back-tick', 'Set-OutlookAnywhere `\n  -ExternalHostname mail.contoso.com', 'mail.contoso.com'],
    ['of a variable', '$n = "mail.contoso.com"\nSet-OutlookAnywhere -ExternalHostname $n', '$n'],
    [
      'of a parameter of the script',
      'param($N = "mail.contoso.com")\nSet-OutlookAnywhere -ExternalHostname $n',
      '$n',
    ],
    ['made of several', '$d = "contoso.com"\nSet-OutlookAnywhere -ExternalHostname "mail.$d"', '"mail.$d"'],
    [
      'set together',
      '$d = "contoso.com"\nSet-OutlookAnywhere -ExternalHostname ("mail." + $d)',
      '"mail." + $d',
    ],
    [
      'of a pattern',
      'Set-OutlookAnywhere -ExternalHostname ("{0}.contoso.com" -f "mail")',
      '"{0}.contoso.com" -f "mail"',
    ],
    [
      'by splatting',
      '$o = @{ ExternalHostname = "mail.contoso.com" }\nSet-OutlookAnywhere @o',
      'mail.contoso.com',
    ],
    [
      'added to a hash table',
      '$o = @{}\n$o.ExternalHostname = "mail.contoso.com"\nSet-OutlookAnywhere @o',
      'mail.contoso.com',
    ],
    [
      'within a pipeline and a block',
      'Get-OutlookAnywhere | % { if ($x) { Set-OutlookAnywhere $_ -ExternalHostname mail.contoso.com } }',
      'mail.contoso.com',
    ],
    [
      'of a resource',
      'xExchOutlookAnywhere OA { Identity = "x"; ExternalHostname = "mail.contoso.com" }',
      'mail.contoso.com',
    ],
    [
      'of a variable that grew out of itself',
      '$n = "mail"\n$n = "$n.contoso.com"\nSet-OutlookAnywhere -ExternalHostname $n',
      '$n',
    ],
    [
      'as it was when it was assigned',
      '$d = "contoso.com"\n$n = "mail.$d"\n$d = "fabrikam.com"\nSet-OutlookAnywhere -ExternalHostname $n',
      '$n',
    ],
    ['of a here-string', '$n = @"\nmail.contoso.com\n"@\nSet-OutlookAnywhere -ExternalHostname $n', '$n'],
  ])('%s', (_, text, shown) => {
    expect(settingsOf(text)).toContain(`${NAME} ${shown}`)
  })

  test('in a list of bare words, with spaces or without', () => {
    const found = 'OutlookAnywhere.IISAuthenticationMethods = Basic,NTLM at'
    expect(settingsOf('Set-OutlookAnywhere -IISAuthenticationMethods Basic,NTLM')).toEqual([
      `${found} Basic,NTLM`,
    ])
    expect(settingsOf('Set-OutlookAnywhere -IISAuthenticationMethods Basic, NTLM -Confirm:$false')).toEqual([
      `${found} Basic, NTLM`,
    ])
  })
})

describe('an argument is not made up', () => {
  test.each([
    ['what is computed', 'Set-OutlookAnywhere -ExternalHostname (Get-Content name.txt)'],
    ['what comes from the environment', 'Set-OutlookAnywhere -ExternalHostname $env:NAME'],
    ['an abbreviation of several', 'Set-OutlookAnywhere -External mail.contoso.com'],
    ['a comment', '# Set-OutlookAnywhere -ExternalHostname mail.contoso.com'],
    [
      'what grows without end, though nothing is in it',
      `$v0 = ''\n${Array.from({ length: 40 }, (_, n) => `$v${n + 1} = "${`$v${n}`.repeat(10)}"`).join('\n')}
Set-OutlookAnywhere -ExternalHostname $v40`,
    ],
    [
      'lists of lists without end',
      `$v0 = 'a','b'\n${Array.from({ length: 40 }, (_, n) => `$v${n + 1} = ${Array(10).fill(`$v${n}`).join()}`).join('\n')}
Set-OutlookAnywhere -IISAuthenticationMethods $v40`,
    ],
    [
      'a variable that goes in a circle',
      '$a = $b\n$b = $a\n$a = $b\nSet-OutlookAnywhere -ExternalHostname $a',
    ],
  ])('of %s', (_, text) => expect(settingsOf(text)).toEqual([]))
})

test('the name is found where it was written, too, when a variable hands it on', () => {
  const text = '$n = "mail.contoso.com"\nSet-EcpVirtualDirectory -ExternalUrl "https://$n/ecp"'
  const { mentions } = new PowerShellDocument(parser, text).reading
  expect(mentions).toMatchObject([
    { role: 'host', value: 'mail.contoso.com', range: { start: 6, end: 22 } },
    { role: 'setting', value: 'https://mail.contoso.com/ecp', host: 'mail.contoso.com' },
  ])
})

describe('after a change', () => {
  const line = (n: number) =>
    `Set-EcpVirtualDirectory "EX${n}" -ExternalUrl "https://mail${n}.contoso.com/ecp"\n`
  const script = (lines: number) => Array.from({ length: lines }, (_, n) => line(n)).join('')

  test('of one line of 10,000, that line alone is parsed again', () => {
    const text = script(10_000)
    const document = new PowerShellDocument(parser, text)
    expect(document.parsed).toBe(10_000)
    const start = text.indexOf('mail5000')
    document.change([{ range: { start, end: start + 4 }, text: 'post' }])
    expect(document.parsed).toBe(1)
    expect(document.reading.mentions.filter(({ host }) => host?.startsWith('post'))).toHaveLength(1)
    document.close()
  }, 120_000)

  test('of lines that become a comment and are lines again, no others are parsed', () => {
    const text = script(100)
    const document = new PowerShellDocument(parser, text)
    const whole = document.reading
    const [start, end] = [text.indexOf(line(50)), text.indexOf(line(60))]
    document.change([
      { range: { start: end, end }, text: '#>\n' },
      { range: { start, end: start }, text: '<#' },
    ])
    expect(document.reading.mentions).toHaveLength(90)
    expect(document.parsed).toBeLessThanOrEqual(3)
    document.change([
      { range: { start, end: start + 2 }, text: '' },
      { range: { start: end, end: end + 3 }, text: '' },
    ])
    expect(document.reading).toEqual(whole)
    expect(document.parsed).toBeLessThanOrEqual(12)
    document.close()
  })

  test('whatever was changed, the reading is that of the new text', () => {
    const piece = fc.constantFrom(
      '\n',
      ' ',
      '"',
      "'",
      '{',
      '}',
      '@{',
      '#',
      '<#',
      '$n',
      'Set-OutlookAnywhere ',
      '-ExternalHostname ',
      'mail.contoso.com',
      ',',
      'Basic, NTLM',
    )
    const change = fc.record({ at: fc.nat(), length: fc.nat(12), text: fc.array(piece, { maxLength: 3 }) })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        let text = `$n = 'mail.contoso.com'\n${script(4)}Set-OutlookAnywhere -ExternalHostname $n\n`
        const document = new PowerShellDocument(parser, text)
        void document.reading
        for (const { at, length, text: parts } of changes) {
          const start = at % (text.length + 1)
          const end = Math.min(text.length, start + length)
          document.change([{ range: { start, end }, text: parts.join('') }])
          text = text.slice(0, start) + parts.join('') + text.slice(end)
        }
        const fresh = new PowerShellDocument(parser, text)
        const [changed, whole] = [document.reading, fresh.reading]
        document.close()
        fresh.close()
        expect(changed).toEqual(whole)
      }),
      { numRuns: 150 },
    )
  })
})

test('whatever the text is, it is read', () => {
  const word = fc.constantFrom(
    'Set-OutlookAnywhere',
    ' -ExternalHostname ',
    '@{',
    '}',
    '(',
    ')',
    '$(',
    '@"\n',
    '\n"@',
    "'",
    '"',
    '`',
    ';',
    '|',
    '{',
    '$a',
    '=',
    ',',
    '\n',
    '-f',
    '+',
    '@o',
    '[string]',
    '…',
    '\u{1f600}',
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const document = new PowerShellDocument(parser, words.join(''))
      for (const { range } of document.reading.mentions) expect(range.start).toBeLessThanOrEqual(range.end)
      document.close()
    }),
    { numRuns: 300 },
  )
})
