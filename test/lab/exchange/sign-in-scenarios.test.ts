import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { credentialOf, type Lab, scenarios, startLab } from '../../../lab/index.ts'
import { signInScenarios as tenants } from '../../../lab/scenarios/sign-in/index.ts'
import { catalogue } from '../../../shared/findings/index.ts'
import { type SignInOptions, signInTo } from './ntlm-client.ts'
import { connectTo } from './raw-client.ts'

describe('the data', () => {
  test('every file is a tenant, named like it', () => {
    const folder = new URL('../../../lab/scenarios/sign-in/', import.meta.url)
    const files = readdirSync(folder).filter((file) => !['index.ts', 'parts.ts'].includes(file))
    expect(tenants.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort())
    expect(scenarios).toEqual(expect.arrayContaining([...tenants]))
  })

  test.each(tenants.map((tenant) => [tenant.name, tenant] as const))(
    '%s expects findings of its own rows, and a credential that there is',
    (_name, tenant) => {
      for (const { findings, verdict, signIn } of tenant.expect) {
        if (signIn) expect(credentialOf(tenant, signIn).user).toMatch(/./)
        for (const code of findings) expect(tenant.rows).toContain(catalogue.get(code)?.row)
        const severities = findings.map((code) => catalogue.get(code)?.severity)
        expect(severities.includes('error')).toBe(verdict === 'fails')
      }
      expect(tenant.expect.some(({ signIn }) => signIn !== undefined)).toBe(true)
      const told = tenant.expect.flatMap(({ findings, advice = [] }) => [...findings, ...advice])
      const rows = new Set(told.map((code) => catalogue.get(code)?.row))
      expect([...rows].sort()).toEqual([...tenant.rows].sort())
    },
  )
})

describe('a tenant shows what is wrong with it', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await startLab({ scenarios: tenants, dropAfterMs: 10 })
  })
  afterAll(() => lab.close())

  const AUTODISCOVER = 'POST /autodiscover/autodiscover.xml'
  const RPC = 'RPC_IN_DATA /rpc/rpcproxy.dll'

  test.each([
    // what comes of a sign-in without a binding: at Autodiscover, which ignores bindings, and at the RPC proxy
    ['reencrypted-with-another-certificate', 200, 401],
    ['reencrypted-where-bindings-are-allowed', 200, 200],
    ['tls-taken-off-under-protection', 200, 401],
    ['challenged-again', 401, 401],
    ['settings-without-tls', 200, 200],
    ['backend-unreachable', 200, 401],
  ])('%s answers Autodiscover with %d and the RPC proxy with %d', async (name, autodiscover, rpc) => {
    const user = 'CORP\\anna'
    expect((await signInTo(lab, name, AUTODISCOVER, { user, body: '<a/>' })).status).toBe(autodiscover)
    expect((await signInTo(lab, name, RPC, { user })).status).toBe(rpc)
    expect(lab.accounts(name).record('anna').badAttempts).toBe(0)
  })

  test('spnego-alone takes NTLM within SPNEGO, signed or not, and in no other form', async () => {
    const by = (options: SignInOptions) =>
      signInTo(lab, 'spnego-alone', AUTODISCOVER, { scheme: 'Negotiate', body: '<a/>', ...options })
    expect((await by({ spnego: 'signed' })).status).toBe(200)
    expect((await by({ spnego: 'unsigned' })).status).toBe(200)
    const bare = `Authorization: Negotiate ${Buffer.from('NTLMSSP\0\x01\0\0\0\x07\x82\x08\0', 'latin1').toString('base64')}`
    for (const header of [bare, bare.replace('Negotiate', 'NTLM')]) {
      const connection = await connectTo(lab, 'spnego-alone')
      connection.send(`${AUTODISCOVER} HTTP/1.1`, 'Host: mail.spnego-alone.test', header, 'Content-Length: 0')
      const { status, headers } = await connection.receive()
      expect([status, headers['www-authenticate']]).toEqual([401, ['Negotiate']])
      connection.close()
    }
  })
})
