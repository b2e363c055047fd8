import { describe, expect, test } from 'vitest'
import { readCommand } from '../../cli/command.ts'
import { helpText } from '../../cli/help.ts'
import { OPTION_NAMES } from '../../cli/option-table.ts'
import { readOverride } from '../../cli/read-overrides.ts'
import { UsageError } from '../../cli/usage-error.ts'

const ASK = ['certificate', 'mail.contoso.com']

/** Without a credential. */
const NOBODY = { passwordFromStdin: false, basic: false, ignoreTrust: false, signInTo: [] }

describe('a command line', () => {
  test('asks for a probe of a target', () => {
    expect(readCommand(ASK)).toEqual({
      ...{ kind: 'run', probe: 'certificate', target: 'mail.contoso.com' },
      ...{ format: 'text', overrides: [], systemRoots: false, lab: false, ...NOBODY },
    })
  })

  test('takes options before, between and behind, with = and without', () => {
    const all = [
      '--format=json',
      'certificate',
      '--deadline',
      '2.5',
      'mail.contoso.com',
      '--resolver',
      'system',
    ]
    expect(
      readCommand([...all, '--resolver=https://dns.example/q', '--perspective', 'inside', '--system-roots']),
    ).toEqual({
      ...{
        kind: 'run',
        probe: 'certificate',
        target: 'mail.contoso.com',
        format: 'json',
        deadlineSeconds: 2.5,
      },
      ...{ resolvers: ['system', new URL('https://dns.example/q')], perspective: 'inside' },
      ...{ overrides: [], systemRoots: true, lab: false, ...NOBODY },
    })
  })

  test('says what a port speaks before it changes to TLS', () => {
    expect(readCommand([...ASK, '--starttls', 'smtp'])).toMatchObject({ starttls: 'smtp' })
    expect(() => readCommand([...ASK, '--starttls', 'ftp'])).toThrow(
      '--starttls: expected smtp or imap or pop3, got "ftp"',
    )
  })

  test('says by what the user signs in to RPC itself, as RpcPing spells it too', () => {
    const ping = ['rpc-ping', 'mail.contoso.com', '--user', 'anna', '--security']
    expect(readCommand([...ping, 'negotiate'])).toMatchObject({ rpc: { security: 'negotiate' } })
    expect(readCommand([...ping, 'NTLM', '--level', 'privacy'])).toMatchObject({
      rpc: { security: 'ntlm', level: 'privacy' },
    })
    expect(() => readCommand([...ping, 'kerberos'])).toThrow(
      '--security: expected ntlm or negotiate, got "kerberos"',
    )
    expect(() => readCommand([...ping, 'ntlm', '--level', 'none'])).toThrow(
      '--level none and --security do not go together',
    )
  })

  test.each([
    [['--help'], { kind: 'help' }],
    [['-h'], { kind: 'help' }],
    [['help'], { kind: 'help' }],
    [['help', 'dns'], { kind: 'help', probe: 'dns' }],
    [['dns', '--help'], { kind: 'help', probe: 'dns' }],
    [['probes'], { kind: 'probes' }],
    [['probes', '--help'], { kind: 'help' }],
    [['--version'], { kind: 'version' }],
  ])('%j asks for words alone', (argv, command) => {
    expect(readCommand(argv)).toEqual(command)
  })

  test.each([
    [[], 'expected a probe and a target'],
    [['dns'], 'expected a target after dns, such as "outpost dns mail.contoso.com"'],
    [['mail.contoso.com'], 'expected a probe before the target mail.contoso.com'],
    [[...ASK, 'mail.fabrikam.com'], 'expected one target, got one more: mail.fabrikam.com'],
    [[...ASK, '--resovler', 'system'], 'there is no option --resovler; did you mean --resolver?'],
    [[...ASK, '--frmat=json'], 'there is no option --frmat; did you mean --format?'],
    [[...ASK, '--unlikely'], 'there is no option --unlikely'],
    [[...ASK, '-v'], 'there is no option -v'],
    [[...ASK, '--edge'], '--edge needs a value: expected --edge URL'],
    [[...ASK, '--edge='], '--edge needs a value'],
    [[...ASK, '--roots', '--lab'], '--roots needs a value: expected --roots FILE'],
    [[...ASK, '--lab=yes'], '--lab takes no value'],
    [[...ASK, '--deadline', '5', '--deadline', '6'], '--deadline was given twice'],
    [[...ASK, '--deadline', 'soon'], '--deadline: expected a number of seconds from 1 to 600, got "soon"'],
    [[...ASK, '--deadline', '0.5'], 'from 1 to 600'],
    [[...ASK, '--deadline', '601'], 'from 1 to 600'],
    [
      [...ASK, '--format', 'jsno'],
      '--format: expected json or text or markdown or html or junit or sarif or prometheus or ndjson, got "jsno"; did you mean json?',
    ],
    [[...ASK, '--perspective', 'above'], '--perspective: expected inside or outside, got "above"'],
    [[...ASK, '--edge', 'outpost.example'], '--edge: expected an https URL, got "outpost.example"'],
    [[...ASK, '--resolver', 'quad9'], '--resolver: expected "system" or the https URL'],
    [[...ASK, '--resolver', 'http://dns.example/q'], '--resolver: expected "system" or the https URL'],
    [
      [...ASK, '--edge', 'https://o.example', '--resolver', 'system'],
      'do not go together: an edge asks the resolvers',
    ],
    [[...ASK, '--edge', 'https://o.example', '--lab'], '--edge and --lab do not go together'],
    [
      [...ASK, '--edge', 'https://o.example', '--system-roots'],
      '--edge and --system-roots do not go together',
    ],
    [[...ASK, '--edge', 'https://o.example', '--perspective', 'inside'], 'an edge always stands outside'],
    [[...ASK, '--lab', '--resolver', 'system'], '--lab and --resolver do not go together'],
  ])('%j is refused: %s', (argv, reason) => {
    const read = () => readCommand(argv)
    expect(read).toThrow(UsageError)
    expect(read).toThrow(reason)
  })
})

describe('--resolve', () => {
  test.each([
    ['mail.contoso.com=192.0.2.1', { host: 'mail.contoso.com', address: '192.0.2.1' }],
    ['MAIL.Contoso.com=192.0.2.1:8443', { host: 'mail.contoso.com', address: '192.0.2.1', port: 8443 }],
    ['mail.contoso.com=[2001:DB8::1]', { host: 'mail.contoso.com', address: '2001:db8::1' }],
    [
      'mail.contoso.com=[2001:db8:0:0::1]:443',
      { host: 'mail.contoso.com', address: '2001:db8::1', port: 443 },
    ],
    ['bücher.example=192.0.2.1', { host: 'xn--bcher-kva.example', address: '192.0.2.1' }],
  ])('reads %s', (text, override) => {
    expect(readOverride(text)).toEqual(override)
  })

  test.each([
    'mail.contoso.com',
    '=192.0.2.1',
    'mail.contoso.com=',
    'mail.contoso.com=mail.fabrikam.com',
    'mail.contoso.com=192.0.2.256',
    'mail.contoso.com=192.0.2.1:0',
    'mail.contoso.com=192.0.2.1:65536',
    'mail.contoso.com=192.0.2.1:',
    'mail.contoso.com=2001:db8::1',
    'mail.contoso.com=[192.0.2.1]',
    'mail.contoso.com:443=192.0.2.1',
    '192.0.2.7=192.0.2.1',
    'anna@contoso.com=192.0.2.1',
  ])('refuses %s, and says what was expected', (text) => {
    expect(() => readOverride(text)).toThrow(UsageError)
    expect(() => readOverride(text)).toThrow('[2001:db8::1]:443')
  })
})

describe('the help', () => {
  test('has every option that there is', () => {
    const text = helpText(80)
    for (const name of OPTION_NAMES) expect(text).toContain(`  --${name}`)
  })

  test.each([40, 80, 200])('fits a screen of %d columns', (width) => {
    const placeholders = / {2}--|^Usage|^ {7}outpost/
    expect(
      helpText(width)
        .split('\n')
        .filter((line) => line.length > width && !placeholders.test(line)),
    ).toEqual([])
  })
})
