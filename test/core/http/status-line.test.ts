import { describe, expect, test } from 'vitest'
import { parseStatusLine } from '../../../shared/protocols/http/index.ts'

describe('the status line', () => {
  test.each([
    ['HTTP/1.1 200 OK', { version: '1.1', status: 200, reason: 'OK' }],
    ['HTTP/1.0 503 RPC Error: 6ba', { version: '1.0', status: 503, reason: 'RPC Error: 6ba' }],
    [
      'HTTP/1.1 503 RPC Error: 6c0, EEInfo: AQIDBA==',
      { version: '1.1', status: 503, reason: 'RPC Error: 6c0, EEInfo: AQIDBA==' },
    ],
    ['HTTP/1.1 200 ', { version: '1.1', status: 200, reason: '' }],
    ['HTTP/1.1 200', { version: '1.1', status: 200, reason: '' }],
    ['HTTP/1.2 200 OK', { version: '1.1', status: 200, reason: 'OK' }],
    ['HTTP/1.1 999 Request denied', { version: '1.1', status: 999, reason: 'Request denied' }],
    ['HTTP/1.1 404 Non trouv\xe9', { version: '1.1', status: 404, reason: 'Non trouv\xe9' }],
  ])('reads %j', (line, expected) => {
    expect(parseStatusLine(line)).toEqual(expected)
  })

  test.each([
    'HTTP/1.1',
    'HTTP/1.1 ',
    'HTTP/1.1 20',
    'HTTP/1.1 2000 OK',
    'HTTP/1.1 099 Low',
    'HTTP/1.1 +20 OK',
    'HTTP/1.1  200 OK',
    'HTTP/1.1\t200 OK',
    'HTTP/1 200 OK',
    'HTTP/11 200 OK',
    'HTTP/1.1 200OK',
    'HTTP/1.1 200 a\0b',
    'HTTP/1.1 200 a\rb',
    'http/1.1 200 OK',
    '',
  ])('refuses %j', (line) => {
    expect(() => parseStatusLine(line)).toThrow(expect.objectContaining({ code: 'http.bad-status-line' }))
  })

  test.each(['HTTP/2.0 200 OK', 'HTTP/2 200 ', 'HTTP/0.9 200 OK'])(
    'names the version of %j, which is not spoken here',
    (line) => {
      expect(() => parseStatusLine(line)).toThrow(expect.objectContaining({ code: 'http.version' }))
    },
  )
})
