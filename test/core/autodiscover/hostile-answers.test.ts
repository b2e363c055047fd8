import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import {
  LARGEST_ANSWER,
  readJsonResponse,
  readPoxResponse,
  readSoapResponse,
} from '../../../shared/protocols/autodiscover/index.ts'
import { readXmlText } from '../../../shared/protocols/autodiscover/xml.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import { bytes, EXCHANGE_2010, EXCHANGE_2016, PROVIDER, settings } from './answers.ts'

const refused = (code: string) =>
  expect.objectContaining({ name: 'ProtocolError', code: `autodiscover.${code}` })

const ENTITIES = Array.from(
  { length: 9 },
  (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`,
).join('')
const BILLION_LAUGHS = `<?xml version="1.0"?><!DOCTYPE Autodiscover [<!ENTITY e0 "ha">${ENTITIES}]><Autodiscover>&e9;</Autodiscover>`

describe('a document that means harm is refused before it does any', () => {
  test.each([
    ['entities that grow', BILLION_LAUGHS, 'doctype'],
    ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 'doctype'],
    ['a document type in the middle', '<a><!DOCTYPE b></a>', 'doctype'],
    ['an entity of its own', '<Autodiscover>&harmless;</Autodiscover>', 'xml'],
    ['elements 33 deep', '<a>'.repeat(33) + '</a>'.repeat(33), 'too-complex'],
    ['elements 100000 deep', '<a>'.repeat(100_000), 'too-complex'],
    ['depth hidden behind quoted ends', '<a b="/>">'.repeat(33), 'too-complex'],
    ['depth hidden behind ends in comments', '<a><!--</a>-->'.repeat(33), 'too-complex'],
    ['depth hidden behind ends in CDATA', '<a><![CDATA[</a>]]>'.repeat(33), 'too-complex'],
    ['depth hidden behind ends in instructions', '<a><?x </a>?>'.repeat(33), 'too-complex'],
    ['100000 elements', `<a>${'<b/>'.repeat(100_000)}</a>`, 'too-complex'],
    [
      '40000 attributes',
      `<a ${Array.from({ length: 40_000 }, (_, n) => `x${n}=""`).join(' ')}/>`,
      'too-complex',
    ],
    ['half a megabyte and a byte', `<a>${'x'.repeat(LARGEST_ANSWER)}</a>`, 'too-large'],
    ['a control character', '<Autodiscover>\x01</Autodiscover>', 'xml'],
    ['a control character by number', '<Autodiscover>&#27;</Autodiscover>', 'xml'],
    ['a zero byte', '<Autodiscover>\0</Autodiscover>', 'xml'],
    ['a comment without an end', `<a>${'<!--'.repeat(100_000)}`, 'xml'],
    ['CDATA without an end', `<a>${'<![CDATA['.repeat(50_000)}`, 'xml'],
    ['a tag without an end', `<a>${'<b '.repeat(100_000)}`, 'xml'],
    ['an attribute without an end', `<a b="${'x'.repeat(400_000)}`, 'xml'],
    ['an attribute that is there twice', '<Autodiscover a="1" a="2"/>', 'xml'],
    ['two roots', '<Autodiscover/><Autodiscover/>', 'xml'],
    ['nothing but blanks', ' \r\n ', 'xml'],
    ['text', 'It works!', 'xml'],
    ['half an answer', EXCHANGE_2010.slice(0, 1500), 'xml'],
    ['nothing', '', 'empty'],
  ])('%s', (_, text, code) => {
    expect(() => readPoxResponse(bytes(text))).toThrow(refused(code))
  })

  test('elements 32 deep and 5000 of them are read', () => {
    const deep = '<a>'.repeat(28) + '</a>'.repeat(28)
    expect(readPoxResponse(bytes(settings(deep + '<b/>'.repeat(5000)))).kind).toBe('settings')
  })

  test('what a document says is not in the error', () => {
    expect(() => readPoxResponse(bytes('<Autodiscover><secret-word></Autodiscover>'))).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    )
  })
})

describe('an answer in another encoding', () => {
  const utf16 = (text: string) =>
    new Uint8Array(new Uint16Array(Array.from(`\ufeff${text}`, (c) => c.charCodeAt(0))).buffer)

  test('is refused when it is UTF-16', () => {
    expect(() => readPoxResponse(utf16(PROVIDER))).toThrow(refused('encoding'))
  })

  test('is refused when it is Latin-1 with more than ASCII in it', () => {
    const latin1 = Uint8Array.from(PROVIDER.replace('imap.', 'ümap.'), (c) => c.charCodeAt(0))
    expect(() => readPoxResponse(latin1)).toThrow(refused('encoding'))
  })

  test('is read with a byte order mark of UTF-8', () => {
    expect(readPoxResponse(bytes(`\ufeff${PROVIDER}`)).kind).toBe('settings')
  })
})

describe('a page for people is told from a broken document', () => {
  test.each([
    ['a sign-in form', '<!DOCTYPE html>\n<html lang="en"><head><title>Sign in</title>'],
    [
      'an old page',
      '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">',
    ],
    [
      'XHTML',
      '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">',
    ],
    ['a page behind comments', '\r\n<!-- Copyright (c) --><!-- {57A118C6} -->\r\n<HTML>'],
    ['a script', '<script>location="/owa"</script>'],
    ['a page with a byte order mark', '\ufeff<html>'],
  ])('%s', (_, text) => {
    for (const read of [readPoxResponse, readSoapResponse, readJsonResponse])
      expect(() => read(bytes(text))).toThrow(refused('html'))
  })

  test('in any encoding', () => {
    const latin1 = Uint8Array.from('<html><title>Anmeldung für Outlook</title>', (c) => c.charCodeAt(0))
    expect(() => readPoxResponse(latin1)).toThrow(refused('html'))
  })

  test('a document whose name only starts like one is XML', () => {
    expect(() => readPoxResponse(bytes('<htmlish/>'))).toThrow(refused('other-document'))
  })
})

test.each([
  ['a client configuration of another kind', '<clientConfig version="1.1"/>', 'other-document'],
  ['an answer without a response', '<Autodiscover/>', 'incomplete'],
  ['a response without anything', '<Autodiscover><Response/></Autodiscover>', 'incomplete'],
])('%s is refused as what it is', (_, text, code) => {
  expect(() => readPoxResponse(bytes(text))).toThrow(refused(code))
})

describe('whatever a server sends', () => {
  /** Pieces that get further into the parsers than noise does. */
  const pieces = fc
    .array(
      fc.constantFrom(
        '<Autodiscover>',
        '</Autodiscover>',
        '<Response>',
        '</Response>',
        '<Account>',
        '</Account>',
        '<Action>redirectUrl</Action>',
        '<Protocol Type="mapiHttp">',
        '</Protocol>',
        '<Error/>',
        '<s:Envelope>',
        '</s:Envelope>',
        '<s:Body>',
        '</s:Body>',
        '<a b="c"/>',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '<?x ',
        '?>',
        '<!',
        '&amp;',
        '&#x0;',
        '<',
        '>',
        '"',
        ' xmlns:s="u"',
        '{"Protocol":"Ews","Url":"x"}',
        '\ud800',
        '𝒳',
        '\0',
      ),
      { maxLength: 30 },
    )
    .map((parts) => bytes(parts.join('')))
  const damaged = fc
    .tuple(fc.constantFrom(EXCHANGE_2016, PROVIDER), fc.nat(3000), fc.nat(255), fc.nat(4000))
    .map(([text, at, value, length]) => {
      const copy = bytes(text)
      copy[at % copy.length] = value
      return copy.slice(0, length)
    })

  test.each([
    ['bytes', fc.uint8Array({ maxLength: 300 })],
    ['text', fc.string({ unit: 'binary', maxLength: 300 }).map(bytes)],
    ['pieces of answers', pieces],
    ['a damaged answer', damaged],
  ])('%s end in data or a typed error', (_, bodies) => {
    fc.assert(
      fc.property(bodies, (body) => {
        for (const read of [readPoxResponse, readSoapResponse, readJsonResponse]) {
          try {
            read(body)
          } catch (error) {
            if (!(error instanceof ProtocolError) || !error.code.startsWith('autodiscover.')) throw error
          }
        }
      }),
      { numRuns: 800 },
    )
  })
})

test('thousands of namespaces are not copied for each element that declares another one', () => {
  const declared = Array.from({ length: 3000 }, (_, at) => `xmlns:n${at}="urn:${at}"`).join(' ')
  const children = '<n7:c xmlns="urn:own"/>'.repeat(3000)
  const set = vi.spyOn(Map.prototype, 'set')
  const { root } = readXmlText(`<r ${declared}>${children}</r>`)
  const kept = set.mock.calls.length
  set.mockRestore()
  expect(root.children).toHaveLength(3000)
  expect(root.children.every(({ namespace }) => namespace === 'urn:7')).toBe(true)
  expect(kept).toBeLessThan(5 * 10_000)
})
