import { describe, expect, test } from 'vitest'
import { blotted } from '../../../shared/protocols/http/index.ts'

describe('of a secret header people see', () => {
  test.each([
    ['Authorization', 'Basic Y29ycFxhbm5hOnBhc3N3b3Jk', 'Basic (blotted out)'],
    ['Proxy-Authorization', 'NTLM TlRMTVNTUAAB', 'NTLM (blotted out)'],
    ['Authorization', 'secret', '(blotted out)'],
    ['Cookie', 'node=a1; session=b2', 'node=(blotted out)'],
    ['X-MAPI-Session-Cookie', 'secret', '(blotted out)'],
    ['Set-Cookie', 'secret', '(blotted out)'],
    ['Set-Cookie', '=secret; Path=/', '(blotted out); Path=/'],
    [
      'set-cookie',
      'X-BackEndCookie=S-1-5=abc==; expires=Sat, 27-Dec-2026 10:00:00 GMT; path=/EWS; secure; HttpOnly; SameSite=None',
      'X-BackEndCookie=(blotted out); expires=Sat, 27-Dec-2026 10:00:00 GMT; path=/EWS; secure; HttpOnly; SameSite=None',
    ],
    [
      'Set-Cookie',
      'a=1; Domain=contoso.test;Max-Age=60; token=secret; secret',
      'a=(blotted out); Domain=contoso.test; Max-Age=60; token=(blotted out); (blotted out)',
    ],
  ])('%s: %s', (name, value, shown) => {
    expect(blotted(name, value)).toBe(shown)
  })
})

test('what is no secret is shown whole', () => {
  expect(blotted('WWW-Authenticate', 'Basic realm="mail"')).toBe('Basic realm="mail"')
  expect(blotted('Set-Cookie2x', 'a=1')).toBe('a=1')
})
