import { describe, expect, test } from 'vitest'
import { parseTarget, RequestError } from '../../../shared/probes/index.ts'

describe('a target', () => {
  test.each([
    ['contoso.com', { kind: 'name', host: 'contoso.com' }],
    ['  Mail.Contoso.COM. ', { kind: 'name', host: 'mail.contoso.com' }],
    ['mail.contoso.com:443', { kind: 'name', host: 'mail.contoso.com', port: 443 }],
    ['mail.contoso.com:8443', { kind: 'name', host: 'mail.contoso.com', port: 8443 }],
    ['user@contoso.com', { kind: 'name', host: 'contoso.com', localPart: 'user' }],
    ["o'brien+x@contoso.com", { kind: 'name', host: 'contoso.com', localPart: "o'brien+x" }],
    ['münchen.example', { kind: 'name', host: 'xn--mnchen-3ya.example' }],
    ['https://mail.contoso.com/owa?x=1', { kind: 'name', host: 'mail.contoso.com' }],
    ['https://mail.contoso.com:444/', { kind: 'name', host: 'mail.contoso.com', port: 444 }],
    ['192.0.2.1', { kind: 'address', host: '192.0.2.1' }],
    ['192.0.2.1:443', { kind: 'address', host: '192.0.2.1', port: 443 }],
    ['2001:DB8:0::1', { kind: 'address', host: '2001:db8::1' }],
    ['[2001:db8::1]:443', { kind: 'address', host: '2001:db8::1', port: 443 }],
  ])('%s is understood', (text, target) => {
    expect(parseTarget(text)).toEqual(target)
  })

  test.each([
    '',
    '   ',
    'contoso',
    'mail contoso.com',
    'a..b',
    '-a.example',
    'a.example:0',
    'a.example:65536',
    'a.example:http',
    'user@',
    'user@192.0.2.1',
    'user@contoso.com:25',
    'http://mail.contoso.com',
    'ftp://x.example',
    'https://user:secret@mail.contoso.com/',
    '256.1.1.1',
    '1.2.3',
    '[::1',
    'a\u0000b.example',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(130)}example`,
  ])('"%s" is refused, saying what was expected', (text) => {
    expect(() => parseTarget(text)).toThrow(RequestError)
    expect(() => parseTarget(text)).toThrow(/expected a domain, a host/)
  })

  test('an error never repeats a password that stood in a URL', () => {
    expect(() => parseTarget('https://user:secret@mail.contoso.com/')).toThrow(/^(?!.*secret)/)
  })
})
