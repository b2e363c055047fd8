import { describe, expect, test } from 'vitest'
import { parseHttpDate } from '../../../shared/protocols/http/index.ts'

const now = Date.parse('2026-11-22T12:00:00Z')

describe('an HTTP date', () => {
  test.each([
    // The three examples of RFC 9110 section 5.6.7 are one moment.
    ['Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37Z'],
    ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37Z'],
    ['Thu, 29 Feb 2024 23:59:59 GMT', '2024-02-29T23:59:59Z'],
    ['Sat, 31 Dec 2016 23:59:60 GMT', '2017-01-01T00:00:00Z'],
    ['Wed Nov 16 08:49:37 2022', '2022-11-16T08:49:37Z'],
    ['Mon, 01 Jan 0099 00:00:00 GMT', '0099-01-01T00:00:00Z'],
  ])('%j is %s', (text, expected) => {
    expect(parseHttpDate(text, now)).toBe(Date.parse(expected))
  })

  test.each([
    ['Sunday, 22-Nov-76 12:00:00 GMT', '2076-11-22T12:00:00Z'],
    ['Monday, 22-Nov-76 12:00:01 GMT', '1976-11-22T12:00:01Z'],
    ['Friday, 01-Jan-27 00:00:00 GMT', '2027-01-01T00:00:00Z'],
    ['Friday, 01-Jan-99 00:00:00 GMT', '1999-01-01T00:00:00Z'],
  ])('with two digits is not more than 50 years ahead: %j is %s', (text, expected) => {
    expect(parseHttpDate(text, now)).toBe(Date.parse(expected))
  })

  test('with two digits reaches into the next century when that is near', () => {
    expect(parseHttpDate('Friday, 01-Jan-10 00:00:00 GMT', Date.parse('2090-01-01T00:00:00Z'))).toBe(
      Date.parse('2110-01-01T00:00:00Z'),
    )
  })

  test.each([
    '',
    'now',
    '2026-11-22T12:00:00Z',
    'Sun, 06 Nov 1994 08:49:37',
    'Sun, 06 Nov 1994 08:49:37 CET',
    'Sun, 6 Nov 1994 08:49:37 GMT',
    'Sun, 06 nov 1994 08:49:37 GMT',
    'Sun, 31 Feb 1994 08:49:37 GMT',
    'Sun, 00 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 06 Nov 1994 08:60:00 GMT',
    'Sun, 06-Nov-94 08:49:37 GMT',
    'Xyz, 06 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 08:49:37 GMT ',
    'Thursday, 29-Feb-23 00:00:00 GMT',
  ])('%j is refused', (text) => {
    expect(() => parseHttpDate(text, now)).toThrow(expect.objectContaining({ code: 'http.bad-date' }))
  })
})
