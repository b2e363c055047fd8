import { beforeEach, describe, expect, test } from 'vitest'
import type { SecretStorage } from 'vscode'
import { Secrets } from '../../extension/secrets/secrets.ts'

let kept: Map<string, string>
let secrets: Secrets

beforeEach(() => {
  kept = new Map()
  const storage: Pick<SecretStorage, 'get' | 'store' | 'delete'> = {
    get: async (key) => kept.get(key),
    store: async (key, value) => void kept.set(key, value),
    delete: async (key) => void kept.delete(key),
  }
  secrets = new Secrets(storage as SecretStorage)
})

describe('the token of an edge', () => {
  const edge = new URL('https://edge.example/outpost/')

  test('is for its origin, whatever the path', async () => {
    await secrets.setToken(edge, 'a token')
    expect(await secrets.token(new URL('https://edge.example/'))).toBe('a token')
  })

  test.each([
    'http://edge.example/',
    'https://edge.example:8443/',
    'https://edge.example.evil.example/',
    'https://evil.example/edge.example',
    'https://edge.example@evil.example/',
    'https://www.edge.example/',
  ])('is not for %s', async (other) => {
    await secrets.setToken(edge, 'a token')
    expect(await secrets.token(new URL(other))).toBeUndefined()
  })

  test('is forgotten alone', async () => {
    const other = new URL('https://other.example')
    await secrets.setToken(edge, 'a token')
    await secrets.setToken(other, 'another')
    await secrets.forgetToken(edge)
    expect(await secrets.token(edge)).toBeUndefined()
    expect(await secrets.token(other)).toBe('another')
  })
})

describe('the account', () => {
  test('comes back as it was given, and is gone when it is forgotten', async () => {
    const credential = { user: 'CORP\\anna', password: 'pass "word" ß', domain: 'contoso.com' }
    await secrets.setCredential(credential)
    expect(await secrets.credential()).toEqual(credential)
    await secrets.forgetCredential()
    expect(await secrets.credential()).toBeUndefined()
    expect(kept.size).toBe(0)
  })

  test.each([
    '',
    '{',
    'null',
    '{"user":"anna","password":"x"}',
    '{"user":"","password":"x","domain":"d"}',
    '[]',
  ])('that is kept as %j is none', async (text) => {
    kept.set('outpost.credential', text)
    expect(await secrets.credential()).toBeUndefined()
  })
})
