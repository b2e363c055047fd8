import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { probes } from '../../shared/probes/index.ts'
import { api, emptyInternet, problemOf } from './api.ts'

const CERTIFICATE = '/v1/probes/certificate'

describe('a posted request', () => {
  test.each([
    ['deadlineSeconds', { target: 'example.com', deadlineSeconds: 'soon' }, '#/deadlineSeconds'],
    [
      'a port',
      { target: 'example.com', overrides: [{ host: 'a.example', address: '192.0.2.1', port: 0 }] },
      '#/overrides/0/port',
    ],
    ['the target', {}, '#/target'],
    ['the whole', ['example.com'], '#'],
    ['a root', { target: 'example.com', roots: ['', 7] }, '#/roots/1'],
  ])('that is wrong in %s is told where', async (_, json, pointer) => {
    const problem = await problemOf(await api()(CERTIFICATE, { json }))
    expect(problem).toMatchObject({
      type: 'urn:outpost:problem:invalid-request',
      status: 400,
      errors: [{ pointer, detail: expect.stringMatching(/./) }],
      expected: expect.stringContaining('"target"'),
    })
    expect(problem.detail).toContain(pointer)
  })

  test('with a field that the API does not have is refused and the field named', async () => {
    const problem = await problemOf(
      await api()(CERTIFICATE, { json: { target: 'example.com', password: 'hunter2' } }),
    )
    expect(problem).toMatchObject({ status: 400, detail: expect.stringContaining('password') })
    expect(JSON.stringify(problem)).not.toContain('hunter2')
  })

  test.each(['{"target": ', '', '\xff'])('that is not JSON in UTF-8 is refused (%j)', async (text) => {
    const body = Uint8Array.from(text, (character) => character.charCodeAt(0))
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    const response = await api()(CERTIFICATE, { method: 'POST', body, headers })
    expect(await problemOf(response)).toMatchObject({ type: 'urn:outpost:problem:invalid-json', status: 400 })
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonish'])(
    'of type %s is refused, and the right type named',
    async (type) => {
      const response = await api()(CERTIFICATE, { body: '{}', headers: { 'content-type': type } })
      expect(response.headers.get('accept')).toBe('application/json')
      expect(await problemOf(response)).toMatchObject({ status: 415, expected: 'application/json' })
    },
  )

  test('that announces a body far too large is not read', async () => {
    const pull = vi.fn((controller: ReadableStreamDefaultController<Uint8Array>) => {
      controller.enqueue(new Uint8Array(64 * 1024).fill(0x20))
    })
    const response = await api()(CERTIFICATE, {
      body: new ReadableStream({ pull }, { highWaterMark: 0 }),
      headers: { 'content-type': 'application/json', 'content-length': '4194305' },
    })
    expect(await problemOf(response)).toMatchObject({ status: 413, expected: 'at most 1048576 bytes' })
    expect(pull).not.toHaveBeenCalled()
  })

  test('that sends a body somewhat too large is heard to its end, and then sees why it is refused', async () => {
    const pieces = Array.from({ length: 17 }, () => new Uint8Array(64 * 1024).fill(0x20))
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        const piece = pieces.pop()
        if (piece === undefined) controller.close()
        else controller.enqueue(piece)
      },
    })
    const headers = { 'content-type': 'application/json', 'content-length': String(17 * 64 * 1024) }
    const response = await api()(CERTIFICATE, { body, headers })
    expect((await problemOf(response)).status).toBe(413)
    expect(pieces).toEqual([])
  })

  test('whose body does not end is refused once it is too large', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024).fill(0x20)),
    })
    const response = await api()(CERTIFICATE, { body, headers: { 'content-type': 'application/json' } })
    expect((await problemOf(response)).status).toBe(413)
  })

  test('with a target that is none is told what one looks like', async () => {
    expect(await problemOf(await api()(CERTIFICATE, { json: { target: 'not a target' } }))).toMatchObject({
      type: 'urn:outpost:problem:bad-target',
      status: 400,
      detail: expect.stringContaining('expected'),
    })
  })

  test('with trust anchors that are none is refused', async () => {
    const roots = ['-----BEGIN CERTIFICATE-----\nnonsense!\n-----END CERTIFICATE-----']
    const response = await api()(CERTIFICATE, { json: { target: 'example.com', roots } })
    expect(await problemOf(response)).toMatchObject({ type: 'urn:outpost:problem:bad-roots', status: 400 })
  })

  test('to hold a connection for longer than a run lasts here is told how long may be asked for', async () => {
    const json = { target: 'mail.contoso.com', deadlineSeconds: 120, rpc: { holdSeconds: 300 } }
    expect(await problemOf(await api()('/v1/probes/rpc-ping', { json }))).toMatchObject({
      type: 'urn:outpost:problem:bad-option',
      status: 400,
      detail: expect.stringContaining('at most 108'),
    })
  })

  test('may name a mailbox', async () => {
    const response = await api()('/v1/probes/dns', { json: { target: 'user@example.com' } })
    expect(response.status).toBe(200)
  })
})

describe('a target in the URL', () => {
  test.each(['user@example.com', 'user%40example.com', 'user%2540example.com'])(
    'is no mail address: those do not belong in logs (%s)',
    async (target) => {
      const problem = await problemOf(await api()(`/v1/probes/dns?target=${target}`))
      expect(problem).toMatchObject({
        type: 'urn:outpost:problem:personal-target',
        status: 400,
        detail: expect.stringMatching(/logs.*POST/),
      })
      expect(JSON.stringify(problem)).not.toContain('user')
    },
  )

  test.each(['', '?target=', '?target=a.example&target=b.example', '?target=a.example&token=abc'])(
    'stands alone and once (%j)',
    async (query) => {
      const problem = await problemOf(await api()(`/v1/probes/dns${query}`))
      expect(problem).toMatchObject({ status: 400, expected: expect.stringContaining('"target"') })
      expect(JSON.stringify(problem)).not.toContain('abc')
    },
  )
})

describe('a route', () => {
  test('of a probe that is not there tells which are', async () => {
    for (const response of [
      await api()('/v1/probes/teleport?target=example.com'),
      await api()('/v1/probes/teleport', { json: { target: 'example.com' } }),
    ]) {
      expect(await problemOf(response)).toMatchObject({
        type: 'urn:outpost:problem:unknown-probe',
        status: 404,
        expected: probes.map(({ name }) => name),
      })
    }
  })

  test('that is not there is a problem, too', async () => {
    expect(await problemOf(await api()('/nowhere'))).toMatchObject({
      type: 'urn:outpost:problem:not-found',
      status: 404,
    })
  })

  test.each([
    ['PUT', '/v1/probes/dns', ['GET', 'POST']],
    ['HEAD', '/v1/probes/dns?target=example.com', ['GET', 'POST']],
    ['POST', '/v1/probes', ['GET']],
    ['DELETE', '/healthz', ['GET']],
  ])('does not take %s at %s and says what it takes', async (method, path, allowed) => {
    const response = await api()(path, { method })
    expect(response.status).toBe(405)
    const allow = response.headers.get('allow')?.split(', ')
    expect(allow).toEqual(expect.arrayContaining(allowed))
    expect(allow).not.toContain(method)
  })
})

test('what goes wrong inside is logged there and stays there', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => logged.mockRestore())
  const internet = emptyInternet()
  const broken = { ...internet, platform: { ...internet.platform, randomBytes: () => failing() } }
  const problem = await problemOf(await api({}, broken)(`${CERTIFICATE}?target=example.com`))
  expect(problem).toMatchObject({ type: 'urn:outpost:problem:internal-error', status: 500 })
  expect(JSON.stringify(problem)).not.toContain('inner secret')
  expect(JSON.stringify(logged.mock.calls)).toContain('inner secret')
  expect(JSON.stringify(logged.mock.calls)).not.toContain('Bearer')
})

function failing(): never {
  throw new Error('an inner secret')
}

test.each([
  '/',
  '/healthz',
  '/v1/probes',
  '/v1/probes/nothing',
  '/nowhere',
  `${CERTIFICATE}?target=example.com`,
])('%s is kept by no cache, framed by no page, and says that "Accept" matters', async (path) => {
  const { headers } = await api()(path, { headers: { accept: 'application/x-ndjson' } })
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('vary')).toBe('Accept')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(headers.get('referrer-policy')).toBe('no-referrer')
})
