import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kindOf, nameAt } from '../../../shared/documents/index.ts'

/** What stands at the first character of `part` within the text. */
function at(text: string, part: string) {
  const found = nameAt(text, text.indexOf(part))
  return found && { ...found, text: text.slice(found.range.start, found.range.end) }
}

describe('somebody points at a word, and it is', () => {
  test.each([
    ['The host (mail.contoso.com) is down.', 'mail', 'host', 'mail.contoso.com', 'mail.contoso.com'],
    ['Mail.Contoso.COM:443 answers', 'Mail', 'host', 'mail.contoso.com', 'Mail.Contoso.COM'],
    ['our domain is contoso.com.', 'contoso', 'domain', 'contoso.com', 'contoso.com'],
    ['bücher.example', 'büch', 'domain', 'xn--bcher-kva.example', 'bücher.example'],
    ['write to anna@contoso.com, please', 'anna', 'mailbox', 'anna@contoso.com', 'anna@contoso.com'],
    [
      'see https://mail.contoso.com/owa/.',
      'owa',
      'url',
      'https://mail.contoso.com/owa/',
      'https://mail.contoso.com/owa/',
    ],
    ['listens on 192.0.2.10', '192', 'address', '192.0.2.10', '192.0.2.10'],
    ['[2001:db8::1]:443', '2001', 'address', '2001:db8::1', '[2001:db8::1]:443'],
    ["-ExternalHostname 'mail.contoso.com'", 'mail', 'host', 'mail.contoso.com', 'mail.contoso.com'],
  ])('%s', (text, part, role, value, shown) => {
    expect(at(text, part)).toMatchObject({ role, value, text: shown })
  })

  test.each([
    'console.log(x)',
    'version 1.2.3',
    'no name here',
    'https://user:secret@mail.contoso.com/',
    'a@b',
  ])('nothing to probe: %s', (text) => expect(nameAt(text, 3)).toBeUndefined())

  test('whatever the text is, and wherever the place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.nat(220), (text, offset) => {
        const found = nameAt(text, offset)
        if (found) expect(found.range.end).toBeLessThanOrEqual(text.length)
      }),
    )
  })
})

test.each([
  ['C:\\scripts\\Publish.ps1', '', 'powershell'],
  ['contoso.com.zone', '', 'zone'],
  ['named.txt', '@ 3600 IN SOA ns1.contoso.com. admin.contoso.com. (1 2 3 4 5)', 'zone'],
  ['answer.xml', '<?xml version="1.0"?>\n<Autodiscover xmlns="…">', 'autodiscover'],
  ['result.xml', '<testresult status="Error">', 'analyzer-result'],
  ['export.xml', '<Objs Version="1.1.0.1">', 'exchange-output'],
  ['list.txt', 'ExternalHostname : mail.contoso.com', 'exchange-output'],
  ['vdirs.csv', '"Name","ExternalUrl"\n', 'exchange-output'],
  ['exclude.reg', 'Windows Registry Editor Version 5.00', 'registry'],
  ['outpost.jsonc', '{}', 'outpost'],
  ['notes.md', '# mail.contoso.com', 'plain'],
])('%s is told by its name or its beginning', (name, text, kind) => {
  expect(kindOf(name, text)).toBe(kind)
})
