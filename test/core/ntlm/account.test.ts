import { expect, test } from 'vitest'
import { parseUserName } from '../../../shared/protocols/ntlm/index.ts'

test.each([
  ['CONTOSO\\anna', { user: 'anna', domain: 'CONTOSO' }],
  ['contoso.example\\anna', { user: 'anna', domain: 'contoso.example' }],
  ['anna@contoso.example', { user: 'anna@contoso.example', domain: '' }],
  ['CONTOSO\\anna@contoso.example', { user: 'anna@contoso.example', domain: 'CONTOSO' }],
  ['anna', { user: 'anna', domain: '' }],
  ['Änna Müller', { user: 'Änna Müller', domain: '' }],
])('%s is taken apart as Windows takes it', (text, account) => {
  expect(parseUserName(text)).toEqual(account)
})

test.each([
  [''],
  ['CONTOSO\\'],
  ['\\anna'],
  ['a\\b\\c'],
  ['an\nna'],
  ['CON\0TOSO\\anna'],
  ['x'.repeat(1025)],
])('%j is refused, and not repeated', (text) => {
  expect(() => parseUserName(text)).toThrow(
    expect.objectContaining({
      code: 'ntlm.user-name',
      message: 'expected a user name such as DOMAIN\\user, user@example.com or user',
    }),
  )
})
