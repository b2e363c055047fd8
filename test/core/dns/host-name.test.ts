import { domainToASCII } from 'node:url'
import { describe, expect, test } from 'vitest'
import { DnsNameError, toAscii } from '../../../shared/protocols/dns/index.ts'

describe('a host name', () => {
  test.each([
    ['mail.example.com', 'mail.example.com'],
    ['Mail.Example.COM.', 'mail.example.com'],
    ['localhost', 'localhost'],
    ['exch01', 'exch01'],
    ['1and1.example', '1and1.example'],
    ['r3---sn.example', 'r3---sn.example'],
    // RFC 3492 and UTS 46: one label each in German, Japanese, Arabic; ß is a letter of its own.
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['straße.example', 'xn--strae-oqa.example'],
    ['例え.テスト', 'xn--r8jz45g.xn--zckzah'],
    ['مثال.إختبار', 'xn--mgbh0fb.xn--kgbechtv'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['mail。example．com', 'mail.example.com'],
    ['ｍａｉｌ.example', 'mail.example'],
  ])('%s is %s in the DNS', (host, ascii) => {
    expect(toAscii(host)).toBe(ascii)
    expect(toAscii(ascii)).toBe(ascii)
    expect(domainToASCII(host).replace(/\.$/, '')).toBe(ascii)
  })

  test.each([
    ['nothing', ''],
    ['a dot', '.'],
    ['an empty label', 'a..example'],
    ['a leading dot', '.example'],
    ['two final dots', 'example..'],
    ['a blank', 'mail example.com'],
    ['a blank before', ' mail.example.com'],
    ['a line break', 'mail.exam\nple.com'],
    ['a URL', 'https://mail.example.com'],
    ['a port', 'mail.example.com:443'],
    ['a path', 'mail.example.com/owa'],
    ['a user', 'user@example.com'],
    ['a query', 'example.com?x'],
    ['a fragment', 'example.com#x'],
    ['a percent sign', '%6dail.example.com'],
    ['a backslash', 'mail\\.example.com'],
    ['a wildcard', '*.example.com'],
    ['an IPv4 address', '192.0.2.1'],
    ['a shortened IPv4 address', '127.1'],
    ['a number', '2130706433'],
    ['a hexadecimal IPv4 address', '0x7f.0.0.1'],
    ['an IPv4 address in full-width digits', '１２７.0.0.1'],
    ['an IPv6 address', '[2001:db8::1]'],
    ['an underscore', '_autodiscover._tcp.example.com'],
    ['a hyphen first', '-a.example'],
    ['a hyphen last', 'a-.example'],
    ['a broken A-label', 'xn--ü.example'],
    ['a letter that IDNA does not allow', 'a\u2028b.example'],
    ['nothing but what IDNA drops', '\u00ad'],
    ['a control character', 'a\u0007.example'],
    ['a quote', "mail'.example"],
    ['a dollar sign', 'mail$(x).example'],
  ])('with %s is refused, saying what was expected', (_, host) => {
    expect(() => toAscii(host)).toThrow(DnsNameError)
    expect(() => toAscii(host)).toThrow(/^expected /)
  })

  test('may be 253 characters long with labels of 63, and not one more', () => {
    const longest = `${`${'a'.repeat(63)}.`.repeat(3)}${'b'.repeat(61)}`
    expect(toAscii(longest)).toBe(longest)
    expect(toAscii(`${longest}.`)).toBe(longest)
    expect(() => toAscii(`${longest}b`)).toThrow(/253 characters at most/)
    expect(() => toAscii(`${'a'.repeat(64)}.example`)).toThrow(/labels of 63/)
  })

  test('is measured as the DNS has it: 63 letters that become an A-label are too many', () => {
    expect(() => toAscii(`${'ü'.repeat(63)}.example`)).toThrow(DnsNameError)
  })

  test('of a service has underscores, if the caller says so', () => {
    const name = '_autodiscover._tcp.Example.com'
    expect(toAscii(name, { underscores: true })).toBe('_autodiscover._tcp.example.com')
    expect(() => toAscii('_a b', { underscores: true })).toThrow(DnsNameError)
  })

  test('never repeats in its message what it was given', () => {
    expect(() => toAscii('\u001b[31mred')).toThrow(/^[\x20-\x7e]+$/)
  })
})
