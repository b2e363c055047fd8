import { describe, expect, test } from 'vitest'
import { api, digestOf, problemOf, TOKEN } from './api.ts'

const PROBE_ROUTES = [
  ['GET', '/v1/probes'],
  ['GET', '/v1/probes/certificate?target=mail.example.com'],
  ['POST', '/v1/probes/certificate'],
  ['GET', '/v1/probes/no-such-probe'],
  ['GET', '/v1/anything'],
] as const

describe('a token', () => {
  test.each(PROBE_ROUTES)('is needed for %s %s', async (method, path) => {
    const response = await api()(path, { method, token: null })
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="outpost"')
    expect(await problemOf(response)).toMatchObject({
      type: 'urn:outpost:problem:unauthorised',
      status: 401,
      detail: expect.stringContaining('Authorization: Bearer'),
    })
  })

  test.each(['/', '/healthz'])('is not needed for %s', async (path) => {
    expect((await api()(path, { token: null })).status).toBe(200)
  })

  test('that is not accepted is refused, and is not repeated', async () => {
    const response = await api()('/v1/probes', { token: 'wrong-horse' })
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="outpost", error="invalid_token"')
    const problem = await problemOf(response)
    expect(problem.status).toBe(401)
    expect(JSON.stringify(problem)).not.toContain('wrong-horse')
  })

  test.each([
    ['its digest', `Bearer ${digestOf(TOKEN)}`],
    ['nothing', 'Bearer '],
    ['another scheme', `Basic ${TOKEN}`],
    ['a token and more', `Bearer ${TOKEN} ${TOKEN}`],
    ['a part of it', `Bearer ${TOKEN.slice(0, -1)}`],
  ])('cannot be replaced by %s', async (_, authorization) => {
    expect((await api()('/v1/probes', { token: null, headers: { authorization } })).status).toBe(401)
  })

  test('may be one of several, its scheme in any case', async () => {
    const ask = api({ OUTPOST_TOKEN_SHA256: `${digestOf('other')}, ${digestOf(TOKEN).toUpperCase()}` })
    expect((await ask('/v1/probes', { token: 'other' })).status).toBe(200)
    expect(
      (await ask('/v1/probes', { token: null, headers: { authorization: `bEARER ${TOKEN}` } })).status,
    ).toBe(200)
  })
})

describe('the configuration', () => {
  test.each(['', '  '])(
    'without a token closes every probe route and says what to set (%j)',
    async (tokens) => {
      const ask = api({ OUTPOST_TOKEN_SHA256: tokens })
      for (const [method, path] of PROBE_ROUTES) {
        expect(await problemOf(await ask(path, { method }))).toMatchObject({
          type: 'urn:outpost:problem:misconfigured',
          status: 503,
          expected: [expect.stringContaining('OUTPOST_TOKEN_SHA256')],
        })
      }
      expect((await ask('/healthz')).status).toBe(503)
    },
  )

  test('with a token in the place of its digest says so, and does not repeat it', async () => {
    const ask = api({ OUTPOST_TOKEN_SHA256: `${digestOf('other')} ${TOKEN}` })
    const problem = await problemOf(await ask('/v1/probes'))
    expect(problem).toMatchObject({
      status: 503,
      expected: [expect.stringContaining('64 hexadecimal digits')],
    })
    expect(JSON.stringify(problem)).not.toContain(TOKEN)
  })

  test.each([
    ['OUTPOST_ALLOW_TARGETS', '203.0.113.0'],
    ['OUTPOST_ALLOW_TARGETS', '203.0.113.0/24 everything'],
    ['OUTPOST_RESOLVERS', 'http://dns.example/dns-query'],
    ['OUTPOST_RESOLVERS', 'https://user:secret@dns.example/dns-query'],
    ['OUTPOST_RESOLVERS', 'dns.example'],
    ['OUTPOST_EXTRA_ROOTS', 'not a certificate'],
    ['OUTPOST_EXTRA_ROOTS', '-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----'],
  ])('with an unreadable %s (%j) runs nothing and tells whoever has a token', async (name, value) => {
    const ask = api({ [name]: value })
    expect((await ask('/v1/probes', { token: null })).status).toBe(401)
    const problem = await problemOf(await ask('/v1/probes/certificate?target=example.com'))
    expect(problem).toMatchObject({ status: 503, expected: [expect.stringMatching(`^${name}: expected `)] })
    expect(JSON.stringify(problem)).not.toContain('secret')
    expect((await ask('/healthz')).status).toBe(503)
  })

  test('of resolvers is shown with the list of probes, and has public ones for a default', async () => {
    const chosen = api({ OUTPOST_RESOLVERS: 'https://a.example/dns-query, https://b.example/q' })
    expect(await (await chosen('/v1/probes')).json()).toMatchObject({
      resolvers: ['https://a.example/dns-query', 'https://b.example/q'],
    })
    const byDefault = (await (await api()('/v1/probes')).json()) as { resolvers: string[] }
    expect(byDefault.resolvers.length).toBeGreaterThanOrEqual(2)
  })
})
