import { describe, expect, test } from 'vitest'
import { HttpHeaders } from '../../../shared/protocols/http/index.ts'

describe('headers', () => {
  const headers = new HttpHeaders([
    ['WWW-Authenticate', 'Negotiate'],
    ['Connection', 'Keep-Alive, , X-Hop'],
    ['www-authenticate', 'NTLM'],
    ['connection', ' upgrade\t'],
  ])

  test('of one name are found apart and in order, whatever the case', () => {
    expect(headers.all('Www-Authenticate')).toEqual(['Negotiate', 'NTLM'])
    expect(headers.first('WWW-AUTHENTICATE')).toBe('Negotiate')
    expect(headers.all('Set-Cookie')).toEqual([])
    expect(headers.first('Set-Cookie')).toBeUndefined()
  })

  test('that are lists give their members over all lines', () => {
    expect(headers.members('Connection')).toEqual(['Keep-Alive', 'X-Hop', 'upgrade'])
    expect(headers.has('Connection', 'keep-alive')).toBe(true)
    expect(headers.has('Connection', 'close')).toBe(false)
  })
})
