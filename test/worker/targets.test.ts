import type { RateLimit } from '@cloudflare/workers-types'
import { describe, expect, test } from 'vitest'
import { everyStep, reportSchema } from '../../shared/engine/index.ts'
import type { Variables } from '../../worker/configuration.ts'
import { api, digestOf, emptyInternet, problemOf, TOKEN } from './api.ts'

/** Runs a probe and tells what was connected to, and why what was not, was not. */
async function run(json: object, variables: Partial<Variables> = {}) {
  const internet = emptyInternet()
  const response = await api(variables, internet)('/v1/probes/certificate', { json })
  const { steps } = reportSchema.parse(await response.json())
  const blocked = [...everyStep(steps)].flatMap(({ reason }) =>
    reason?.code === 'connect.blocked' ? [reason.message] : [],
  )
  return { attempts: internet.attempts, blocked }
}

describe('the target policy', () => {
  test.each([
    ['127.0.0.1', 'loopback'],
    ['169.254.169.254', 'link-local'],
    ['10.0.0.1', 'private'],
    ['172.16.5.4', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'carrier-grade-nat'],
    ['0.0.0.0', 'unspecified'],
    ['[::1]', 'loopback'],
    ['[fd00::1]', 'unique-local'],
    ['[fe80::1]', 'link-local'],
    ['[::ffff:10.0.0.1]', 'private'],
    ['[64:ff9b::7f00:1]', 'loopback'],
  ])('lets nothing through to %s and says that it is %s', async (target, kind) => {
    const { attempts, blocked } = await run({ target })
    expect(attempts).toEqual([])
    expect(blocked).toContainEqual(expect.stringContaining(`(${kind})`))
  })

  test.each(['2130706433', '0x7f.1', '0177.0.0.1', '127.1'])(
    'is not led astray by %s, which some programs take for an address',
    async (target) => {
      const internet = emptyInternet()
      await (await api({}, internet)('/v1/probes/certificate', { json: { target } })).text()
      expect(internet.attempts).toEqual([])
    },
  )

  test.each([22, 3389, 8080])('lets nothing through to port %d', async (port) => {
    const { attempts, blocked } = await run({ target: `8.8.8.8:${port}` })
    expect(attempts).toEqual([])
    expect(blocked).toContainEqual(expect.stringContaining(`port ${port}`))
  })

  test('makes no attempt at port 25, which the platform keeps closed', async () => {
    expect((await run({ target: '8.8.8.8:25' })).attempts).toEqual([])
  })

  test('lets public addresses through', async () => {
    const { attempts, blocked } = await run({ target: '8.8.8.8' })
    expect(attempts).toContainEqual({ address: '8.8.8.8', port: 443 })
    expect(blocked).toEqual([])
  })

  test.each([
    [{ host: 'mail.example.com', address: '127.0.0.1' }],
    [{ host: 'mail.example.com', address: '10.0.0.1', port: 443 }],
    [{ host: 'mail.example.com', address: '8.8.8.8', port: 22 }],
  ])('holds for overrides, too (%j)', async (override) => {
    const { attempts } = await run({ target: 'mail.example.com', overrides: [override] })
    expect(attempts).toEqual([])
  })

  test('lets the ranges through that the operator names, and no others', async () => {
    const allow = { OUTPOST_ALLOW_TARGETS: '10.1.0.0/16, fd00::/8' }
    expect((await run({ target: '10.1.2.3' }, allow)).attempts).toContainEqual({
      address: '10.1.2.3',
      port: 443,
    })
    expect((await run({ target: '[fd00::1]' }, allow)).attempts).toContainEqual({
      address: 'fd00::1',
      port: 443,
    })
    expect((await run({ target: '10.2.0.1' }, allow)).attempts).toEqual([])
    expect((await run({ target: '10.1.2.3:22' }, allow)).attempts).toEqual([])
  })
})

describe('limits', () => {
  /** Lets a number of runs through and keeps the keys that it was asked about. */
  function limiter(runs: number) {
    const keys: string[] = []
    const limit: RateLimit['limit'] = async ({ key }) => ({ success: keys.push(key) <= runs })
    return { limit, keys }
  }

  test('by token end with 429 and say when to come back', async () => {
    const perToken = limiter(1)
    const ask = api({ OUTPOST_TOKEN_LIMIT: perToken })
    expect((await ask('/v1/probes/certificate?target=8.8.8.8')).status).toBe(200)
    const response = await ask('/v1/probes/certificate?target=8.8.4.4')
    expect(response.headers.get('retry-after')).toBe('60')
    expect(await problemOf(response)).toMatchObject({ status: 429, detail: expect.stringContaining('token') })
    expect(perToken.keys).toEqual([digestOf(TOKEN), digestOf(TOKEN)])
  })

  test('by target count its host, however it is written, and know no people', async () => {
    const perTarget = limiter(3)
    const ask = api({ OUTPOST_TARGET_LIMIT: perTarget })
    for (const target of ['Example.COM', 'user@example.com', 'https://example.com/owa']) {
      expect((await ask('/v1/probes/dns', { json: { target } })).status).toBe(200)
    }
    const problem = await problemOf(await ask('/v1/probes/dns', { json: { target: 'example.com' } }))
    expect(problem).toMatchObject({ status: 429, detail: expect.stringContaining('example.com') })
    expect(new Set(perTarget.keys)).toEqual(new Set(['example.com']))
  })

  test('are not touched by requests that cannot be run', async () => {
    const perToken = limiter(0)
    const ask = api({ OUTPOST_TOKEN_LIMIT: perToken })
    await ask('/v1/probes/dns', { json: { target: '' } })
    await ask('/v1/probes/teleport', { json: { target: 'example.com' } })
    await ask('/v1/probes/dns', { json: { target: 'example.com' }, token: 'wrong' })
    expect(perToken.keys).toEqual([])
  })

  test('are none where the operator set none, and the list says which there are', async () => {
    const listed = async (variables: Partial<Variables>) =>
      (await api(variables)('/v1/probes')).json() as Promise<{ limits: object }>
    expect((await listed({})).limits).toMatchObject({ perToken: 'none', perTarget: 'none' })
    expect((await listed({ OUTPOST_TARGET_LIMIT: limiter(1) })).limits).toMatchObject({
      perToken: 'none',
      perTarget: 'configured',
    })
  })
})
