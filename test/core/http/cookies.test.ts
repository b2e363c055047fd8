import { describe, expect, test } from 'vitest'
import { HttpHeaders, SessionCookies } from '../../../shared/protocols/http/index.ts'

function setting(...lines: string[]): HttpHeaders {
  return new HttpHeaders(lines.map((line) => ['Set-Cookie', line] as const))
}

describe('the cookies of a session', () => {
  test('go back by name and value alone, those with attributes too', () => {
    const cookies = new SessionCookies()
    expect(cookies.header()).toBeUndefined()
    cookies.take(setting('SERVERID=n1; path=/; HttpOnly; Secure', 'a="b"; Max-Age=60'), 0)
    cookies.take(setting('SERVERID=n2'), 0)
    expect(cookies.header()).toBe('SERVERID=n2; a="b"')
  })

  test('that could not be sent back unharmed, or are longer than any that is used, are not kept', () => {
    const cookies = new SessionCookies()
    const long = 'x'.repeat(8 * 1024)
    cookies.take(setting('nothing', '=1', 'a b=1', 'a=\u00e9', 'a=1\t2', `a=${long}`, `${long}=a`), 0)
    expect(cookies.names).toEqual([])
  })

  test('are bounded in number, and those that are kept still change', () => {
    const cookies = new SessionCookies()
    cookies.take(setting(...Array.from({ length: 200 }, (_, at) => `c${at}=1`), 'c0=2'), 0)
    expect(cookies.names).toHaveLength(50)
    expect(cookies.header()).toMatch(/^c0=2; /)
  })
})
