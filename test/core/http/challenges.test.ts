import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { challengeOf, parseChallenges, schemesOffered } from '../../../shared/protocols/http/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'

type Expected = readonly [scheme: string, rest?: string | Readonly<Record<string, string>>]

function plain(values: readonly string[]): Expected[] {
  return parseChallenges(values).map(({ scheme, token68, parameters }) =>
    token68 !== undefined
      ? [scheme, token68]
      : parameters.size > 0
        ? [scheme, Object.fromEntries(parameters)]
        : [scheme],
  )
}

describe('challenges', () => {
  test.each<[name: string, values: string[], expected: Expected[]]>([
    ['bare schemes on lines of their own', ['Negotiate', 'NTLM'], [['Negotiate'], ['NTLM']]],
    ['bare schemes on one line', ['Negotiate, NTLM'], [['Negotiate'], ['NTLM']]],
    ['a server challenge in base64', ['NTLM TlRMTVNTUAACAAAA=='], [['NTLM', 'TlRMTVNTUAACAAAA==']]],
    ['base64 before another scheme', ['Negotiate YII+/w=, NTLM'], [['Negotiate', 'YII+/w='], ['NTLM']]],
    [
      "RFC 9110's own example of two challenges in a line",
      ['Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""'],
      [
        ['Basic', { realm: 'simple' }],
        ['Newauth', { realm: 'apps', type: '1', title: 'Login to "apps"' }],
      ],
    ],
    [
      'what Exchange offers for OAuth, commas in quotes and all',
      [
        'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@*,x", authorization_uri="https://login.contoso.test/authorize"',
        'Basic realm="mail.contoso.test"',
      ],
      [
        [
          'Bearer',
          {
            client_id: '00000002-0000-0ff1-ce00-000000000000',
            trusted_issuers: '00000001-0000-0000-c000-000000000000@*,x',
            authorization_uri: 'https://login.contoso.test/authorize',
          },
        ],
        ['Basic', { realm: 'mail.contoso.test' }],
      ],
    ],
    [
      'names in any case and blanks around the equals sign',
      ['Basic  Realm = "a"'],
      [['Basic', { realm: 'a' }]],
    ],
    ['an empty realm', ['Basic realm=""'], [['Basic', { realm: '' }]]],
    [
      'empty members of the list',
      [' , Basic realm="a" ,, charset=UTF-8 , ,NTLM,'],
      [['Basic', { realm: 'a', charset: 'UTF-8' }], ['NTLM']],
    ],
    [
      'a parameter between two bare schemes',
      ['NTLM, Basic realm=x, Negotiate'],
      [['NTLM'], ['Basic', { realm: 'x' }], ['Negotiate']],
    ],
    [
      'parameters before base64',
      ['Digest a=b, Negotiate abc='],
      [
        ['Digest', { a: 'b' }],
        ['Negotiate', 'abc='],
      ],
    ],
    ['nothing', ['', ' , '], []],
    ['a trailing blank', ['NTLM '], [['NTLM']]],
  ])('are read: %s', (_, values, expected) => {
    expect(plain(values)).toEqual(expected)
  })

  test.each([
    '"quoted"',
    'Basic realm="open',
    'Basic realm="a" charset="b"',
    'Basic realm="a"x',
    'Basic realm=a@b',
    'Basic realm="a", realm="b"',
    'Basic realm="a", REALM="b"',
    'NTLM TlRM TVNT',
    'NTLM\tTlRM',
    'Basic realm="a\\',
    'Basic =a',
    '=',
  ])('are refused: %j', (value) => {
    expect(() => parseChallenges([value])).toThrow(expect.objectContaining({ code: 'http.bad-challenge' }))
  })

  test('whatever a server sends is read or refused', () => {
    const word = fc.constantFrom(
      'Basic',
      'NTLM',
      ' ',
      ',',
      '=',
      '"',
      '\\',
      'a',
      'realm',
      '\t',
      '\xe9',
      'ab==',
    )
    fc.assert(
      fc.property(
        fc.array(word).map((words) => words.join('')),
        (value) => {
          try {
            for (const { scheme } of parseChallenges([value])) expect(scheme).toMatch(/^[^\s,="]+$/)
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError)
          }
        },
      ),
    )
  })

  test('any value comes back out of its quotes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) }),
        (value) => {
          const quoted = value.replace(/["\\]/g, '\\$&')
          expect(plain([`Basic realm="${quoted}", NTLM`])).toEqual([['Basic', { realm: value }], ['NTLM']])
        },
      ),
    )
  })

  test('a line of the largest size is read in a time that grows with its length', () => {
    // With a quadratic reader these would take minutes.
    for (const hard of [
      'a'.repeat(100_000),
      `${'a'.repeat(100_000)}${' '.repeat(100_000)}x`,
      `a ${'b'.repeat(100_000)}!`,
    ])
      expect(() => parseChallenges([`x ${hard} "`])).toThrow(ProtocolError)
  })
})

describe('the challenge of one scheme', () => {
  test('is found also beside a line of another scheme that cannot be read', () => {
    const lines = ['Basic realm=Mail of Contoso', 'ntlm TlRMTVNTUAACAAAA']
    expect(challengeOf('NTLM', lines)).toMatchObject({ token68: 'TlRMTVNTUAACAAAA' })
    expect(challengeOf('Negotiate', lines)).toBeUndefined()
  })

  test('is on offer, too, where its line cannot be read', () => {
    expect(schemesOffered(['Basic realm=Mail of Contoso', 'Negotiate, NTLM', '"'])).toEqual([
      'Basic',
      'Negotiate',
      'NTLM',
    ])
  })

  test('that cannot be read itself is an error, and never one that was not sent', () => {
    expect(() => challengeOf('NTLM', ['Negotiate', 'NTLM "TlRM'])).toThrow(
      expect.objectContaining({ code: 'http.bad-challenge' }),
    )
  })
})
