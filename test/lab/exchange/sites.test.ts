import http2 from 'node:http2'
import tls from 'node:tls'
import { parseXml } from '@rgrove/parse-xml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../../lab/index.ts'
import { portOf } from '../lab-client.ts'
import { ask, tenantWith } from './raw-client.ts'

let lab: Lab
beforeAll(async () => {
  lab = await startLab({
    scenarios: [
      tenantWith('to-https', { kind: 'redirector', to: { host: 'autodiscover' } }),
      tenantWith('to-http', {
        kind: 'redirector',
        to: { scheme: 'http', host: 'autodiscover' },
        status: 301,
      }),
      tenantWith('loop', { kind: 'redirector', to: { scheme: 'http' }, software: 'nginx' }),
      tenantWith('elsewhere', {
        kind: 'redirector',
        to: { host: 'mail.example.', path: '/x?y=1' },
        status: 307,
      }),
      tenantWith('apache', { kind: 'web-site', software: 'apache', unknownPaths: 'not-found' }),
      tenantWith('nginx', { kind: 'web-site', software: 'nginx', unknownPaths: 'not-found' }),
      tenantWith('iis', { kind: 'web-site', software: 'iis', unknownPaths: 'not-found' }),
      tenantWith('shows-all', { kind: 'web-site', software: 'nginx', unknownPaths: 'start-page' }),
      tenantWith('wordpress', {
        kind: 'web-site',
        software: 'apache',
        wordpress: true,
        strictTransportSecurity: 'max-age=31536000; includeSubDomains',
        unknownPaths: { to: { host: 'www', path: '/' }, status: 301 },
      }),
      tenantWith('hosting', { kind: 'hosting-provider' }),
      tenantWith('http2', { kind: 'exchange', version: '2019' }, { alpn: ['h2'] }),
      tenantWith(
        'http2-proxy',
        { kind: 'proxy', product: 'nginx', behind: [{ kind: 'exchange', version: '2019' }] },
        { alpn: ['h2', 'http/1.1'] },
      ),
    ],
  })
})
afterAll(() => lab.close())

const onPort80 = (tenant: string, request: string) => ask(lab, tenant, request, { port: 80 })

test.each([
  ['to-https', 302, 'https://autodiscover.to-https.test/autodiscover/autodiscover.xml?a=b'],
  ['to-http', 301, 'http://autodiscover.to-http.test/autodiscover/autodiscover.xml?a=b'],
  ['loop', 302, 'http://mail.loop.test/autodiscover/autodiscover.xml?a=b'],
  ['elsewhere', 307, 'https://mail.example/x?y=1'],
])('%s redirects with %d to %s', async (tenant, status, url) => {
  const response = await onPort80(tenant, 'GET /autodiscover/autodiscover.xml?a=b')
  expect([response.status, response.headers.location]).toEqual([status, [url]])
})

describe('a web site at the domain', () => {
  test.each([
    ['apache', 404, 'Apache'],
    ['nginx', 404, 'nginx'],
    ['iis', 404, 'Microsoft-IIS/10.0'],
    ['shows-all', 200, 'nginx'],
    ['wordpress', 301, 'Apache'],
  ])('%s answers Autodiscover with %d', async (tenant, status, server) => {
    const response = await ask(lab, tenant, 'POST /autodiscover/autodiscover.xml', { body: '<x/>' })
    expect([response.status, response.headers.server]).toEqual([status, [server]])
    expect(response.headers['content-type']?.[0]).toMatch(/^text\/html/)
    expect((await ask(lab, tenant, 'GET /')).status).toBe(200)
  })

  test('says that WordPress made it', async () => {
    const { headers } = await ask(lab, 'wordpress', 'GET /anything')
    expect(headers.link?.[0]).toContain('https://api.w.org/')
    expect(headers['strict-transport-security']).toEqual(['max-age=31536000; includeSubDomains'])
  })
})

test('a hosting provider answers Autodiscover with an IMAP account, to whoever asks', async () => {
  const body =
    '<Autodiscover><Request><EMailAddress>anna@hosting.test</EMailAddress></Request></Autodiscover>'
  const response = await ask(lab, 'hosting', 'POST /autodiscover/autodiscover.xml', { body })
  expect([response.status, response.headers.server]).toEqual([200, ['Apache']])
  expect(parseXml(response.body.toString()).root?.text).toContain('anna@hosting.test')
  expect(response.body.toString()).toContain('<Type>IMAP</Type>')
  expect((await ask(lab, 'hosting', 'POST /ews/')).status).toBe(404)
})

describe('a front that speaks HTTP/2', () => {
  function request(tenant: string, headers: http2.OutgoingHttpHeaders): Promise<number | string> {
    const session = http2.connect(`https://mail.${tenant}.test`, {
      createConnection: () =>
        tls.connect({
          host: '127.0.0.1',
          port: portOf(lab, tenant),
          servername: `mail.${tenant}.test`,
          ca: lab.rootPem,
          ALPNProtocols: ['h2'],
        }),
    })
    return new Promise<number | string>((resolve) => {
      const stream = session.request(headers)
      stream.on('response', (response) => resolve(response[':status'] ?? 0))
      stream.on('error', () => resolve(`reset ${stream.rstCode}`))
      stream.end()
    }).finally(() => session.destroy())
  }

  test('has IIS end what needs Windows authentication with HTTP_1_1_REQUIRED, and answer the rest', async () => {
    const outcome = (path: string) => request('http2', { ':path': path })
    expect(await outcome('/ews/')).toBe('reset 13')
    expect(await outcome('/Microsoft-Server-ActiveSync')).toBe(401)
    expect(await outcome('/owa/healthcheck.htm')).toBe(200)
  })

  test('passes any verb on, with HTTP/1.1 behind it', async () => {
    const headers = { ':path': '/rpc/rpcproxy.dll', ':method': 'RPC_IN_DATA', 'content-length': '0' }
    expect(await request('http2-proxy', headers)).toBe(401)
  })

  test('has nothing for a client that knows HTTP/1.1 alone, where it speaks nothing else', async () => {
    await expect(ask(lab, 'http2', 'GET /owa/')).rejects.toThrow(/no application protocol/i)
  })
})
