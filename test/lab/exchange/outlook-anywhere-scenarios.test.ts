import { readdirSync } from 'node:fs'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, scenarios, startLab } from '../../../lab/index.ts'
import { outlookAnywhereScenarios as tenants } from '../../../lab/scenarios/outlook-anywhere/index.ts'
import { catalogue } from '../../../shared/findings/index.ts'
import { portOf } from '../lab-client.ts'
import { ask, connectTo, schemesOf } from './raw-client.ts'

const RPC = 'RPC_IN_DATA /rpc/rpcproxy.dll'
const POX = 'POST /autodiscover/autodiscover.xml'
const V2 = 'GET /autodiscover/autodiscover.json?Email=a@b.c&Protocol=Ews'
const MAPI = 'POST /mapi/emsmdb/'
const GIGABYTE = 'Content-Length: 1073741824'

let lab: Lab
beforeAll(async () => {
  lab = await startLab({ scenarios: tenants, dropAfterMs: 10 })
})
afterAll(() => lab.close())

describe('the data', () => {
  test('every file is a tenant, named like it, and no tenant of the lab has its name', () => {
    const folder = new URL('../../../lab/scenarios/outlook-anywhere/', import.meta.url)
    const several = ['index.ts', 'parts.ts', 'healthy-versions.ts', 'healthy-proxies.ts']
    const files = readdirSync(folder).filter((file) => !several.includes(file))
    const names = tenants.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(files.map((file) => file.replace('.ts', ''))))
    expect(scenarios).toEqual(expect.arrayContaining([...tenants]))
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length)
  })

  test('at least forty rows are broken, and every version is healthy in four ways', () => {
    const rows = new Set(tenants.flatMap((tenant) => tenant.rows))
    expect(rows.size).toBeGreaterThanOrEqual(40)
    expect(tenants.filter(({ name }) => /^exchange-(2010|2013|2016|2019|se)-by-/.test(name))).toHaveLength(20)
  })

  test.each(tenants.map((tenant) => [tenant.name, tenant] as const))(
    '%s expects findings of its own row, with the severity that the catalogue gives them',
    (_name, { rows, expect: expectations }) => {
      expect(expectations.length).toBeGreaterThan(0)
      for (const { verdict, findings, info = [] } of expectations) {
        const severities = findings.map((code) => catalogue.get(code)?.severity ?? `unknown: ${code}`)
        expect(findings).toEqual([...findings].sort())
        expect(severities.every((one) => one === 'error' || one === 'warning')).toBe(true)
        expect(severities.includes('error')).toBe(verdict === 'fails')
        for (const code of findings) expect(rows).toContain(catalogue.get(code)?.row)
        for (const code of info) expect([...catalogue.keys()]).toContain(code)
      }
      const found = expectations.some(({ findings, info = [] }) => findings.length + info.length > 0)
      const warned = expectations.some(({ findings }) => findings.length > 0)
      if (rows.length > 0) expect(found).toBe(true)
      else expect(warned).toBe(false)
    },
  )
})

describe('every healthy tenant', () => {
  const healthy = tenants.filter(({ rows }) => rows.length === 0)

  test.each(healthy.map(({ name }) => name))(
    '%s guards Autodiscover and both ways to the mailbox',
    async (tenant) => {
      const autodiscover = await ask(lab, tenant, POX, { body: '' })
      expect([autodiscover.status, schemesOf(autodiscover)]).toEqual([401, ['Negotiate', 'NTLM', 'Basic']])
      const [none, gigabyte] = await Promise.all(
        ['Content-Length: 0', GIGABYTE].map((length) => ask(lab, tenant, RPC, { headers: [length] })),
      )
      const withoutRpc = tenant === 'subscription-edition-without-rpc'
      expect([none?.status, gigabyte?.status]).toEqual(withoutRpc ? [404, 404] : [401, 401])
      expect((await ask(lab, tenant, MAPI, { body: '' })).status).toBe(tenant.includes('2010') ? 404 : 401)
    },
  )
})

describe('a broken tenant shows what is wrong with it', () => {
  test.each([
    ['apache-methods', RPC, 405],
    ['nginx-methods', RPC, 405],
    ['haproxy-methods', RPC, 400],
    ['arr-verbs', RPC, 404],
    ['tmg-http-filter', RPC, 500],
    ['nginx-body-limit', RPC, 401],
    ['tmg-without-rpc', RPC, 403],
    ['tmg-without-rpc', MAPI, 401],
    ['wap-rpc-redirect', RPC, 307],
    ['tmg-rpc-form', RPC, 302],
    ['portal-page-on-rpc', RPC, 200],
    ['mapi-not-published', MAPI, 403],
    ['mapi-not-published', RPC, 401],
    ['authenticate-stripped', POX, 401],
    ['autodiscover-form', POX, 307],
    ['autodiscover-form', RPC, 401],
    ['tls-taken-off', POX, 403],
    ['tls-taken-off', RPC, 403],
    ['tmg-inner-name', RPC, 500],
    ['rpc-redirected', RPC, 302],
    ['autodiscover-redirected', POX, 302],
    ['rpc-pool-stopped', RPC, 503],
    ['rpc-pool-stopped', 'GET /rpc/healthcheck.htm', 503],
    ['rpc-pool-stopped', 'GET /ews/healthcheck.htm', 200],
    ['rpc-proxy-missing', RPC, 404],
    ['ews-broken', 'GET /ews/exchange.asmx', 500],
    ['autodiscover-broken', POX, 500],
    ['json-forbidden', V2, 403],
    ['json-forbidden', POX, 401],
    ['rpc-throttled', RPC, 503],
    ['mapi-inactive', 'GET /mapi/healthcheck.htm', 503],
    ['mapi-inactive', MAPI, 401],
    ['activesync-inactive', 'GET /microsoft-server-activesync/healthcheck.htm', 503],
    ['no-scheme-offered', RPC, 401],
    ['rpc-anonymous', RPC, 200],
    ['autodiscover-anonymous', POX, 200],
    ['mapi-anonymous', MAPI, 200],
    ['rpc-client-certificate', RPC, 403],
    ['redirect-loop', POX, 302],
  ])('%s answers %s with %d', async (tenant, request, status) => {
    expect((await ask(lab, tenant, request, { headers: ['Content-Length: 0'] })).status).toBe(status)
  })

  test.each([
    ['nginx-body-limit', 413],
    ['arr-body-limit', 404],
    ['haproxy-methods', 400],
  ])('%s answers a channel of a gigabyte with %d', async (tenant, status) => {
    expect((await ask(lab, tenant, RPC, { headers: [GIGABYTE] })).status).toBe(status)
  })

  test.each(['nginx-buffering', 'apache-buffering', 'apache-methods'])(
    '%s says nothing to a channel of a gigabyte',
    async (tenant) => {
      const connection = await connectTo(lab, tenant)
      connection.send(`${RPC} HTTP/1.1`, 'Host: a', GIGABYTE)
      expect(await connection.silenceFor(50)).toBe('')
      connection.close()
    },
  )

  test('json-aborted ends the connection', async () => {
    const connection = await connectTo(lab, 'json-aborted')
    connection.send(`${V2} HTTP/1.1`, 'Host: a')
    expect(await connection.ended()).toBe('')
  })

  test('http2-only does not speak with a client that knows HTTP/1.1 alone', async () => {
    const refused = new Promise((resolve) => {
      const port = portOf(lab, 'http2-only')
      connectTls({
        host: '127.0.0.1',
        port,
        ca: lab.rootPem,
        servername: 'mail.http2-only.test',
        ALPNProtocols: ['http/1.1'],
      })
        .on('error', (error) => resolve(error.message))
        .on('secureConnect', () => resolve('connected'))
    })
    expect(await refused).toMatch(/no application protocol/i)
  })
})
