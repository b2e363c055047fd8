import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HttpService, type Lab, startLab } from '../../../lab/index.ts'
import type { ProductName, ProxyService } from '../../../lab/proxies/proxy-service.ts'
import { readChallenge } from './challenge-reader.ts'
import { ask, connectTo, schemesOf, tenantWith } from './raw-client.ts'

const PRODUCTS = ['nginx', 'apache', 'haproxy', 'tmg', 'wap', 'arr'] as const
const TYPE_1 = 'TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAKALpHAAAADw=='
const GIGABYTE = 'Content-Length: 1073741824'

const exchange: HttpService = { kind: 'exchange', version: '2019' }
const nodes: HttpService[] = ['EX01', 'EX02'].map((server) => ({ kind: 'exchange', version: '2019', server }))

function proxy(product: ProductName, change: Partial<ProxyService> = {}): ProxyService {
  return { kind: 'proxy', product, behind: [exchange], ...change }
}

let lab: Lab
beforeAll(async () => {
  lab = await startLab({
    scenarios: [
      ...PRODUCTS.flatMap((product) => [
        tenantWith(product, proxy(product)),
        tenantWith(`${product}-verbs`, proxy(product, { methods: ['GET', 'HEAD', 'POST', 'OPTIONS'] })),
        tenantWith(`${product}-paths`, proxy(product, { publishes: ['/owa'] })),
        tenantWith(`${product}-limit`, proxy(product, { longestBody: 1024 * 1024 })),
        tenantWith(`${product}-down`, proxy(product, { upstream: 'down' })),
        tenantWith(
          `${product}-redirect`,
          proxy(product, { preAuthentication: { paths: ['/rpc', '/autodiscover'], by: 'redirect' } }),
        ),
        tenantWith(`${product}-page`, proxy(product, { preAuthentication: { paths: ['/rpc'], by: 'page' } })),
      ]),
      tenantWith('picky', proxy('nginx', { admitsUserAgents: ['msrpc', 'microsoft office/'] })),
      tenantWith('own-realm', proxy('tmg', { preAuthentication: { paths: ['/rpc'], by: 'ntlm' } })),
      tenantWith('wrong-name', proxy('tmg', { upstream: 'wrong-name' })),
      tenantWith('buffering', proxy('nginx', { buffersRequests: true })),
      tenantWith('stripping', proxy('haproxy', { dropsFields: ['WWW-Authenticate', 'X-FEServer'] })),
      tenantWith(
        'offloading',
        proxy('haproxy', { offloadsTls: true, behind: [{ kind: 'exchange', version: '2016' }] }),
      ),
      tenantWith('kept', proxy('haproxy', { behind: nodes })),
      tenantWith('by-cookie', proxy('haproxy', { behind: nodes, affinity: 'cookie' })),
      tenantWith('pooled', proxy('haproxy', { behind: nodes, connections: 'pooled' })),
      tenantWith('closed', proxy('nginx', { connections: 'closed' })),
      tenantWith('resetting', {
        ...proxy('nginx'),
        behind: [{ kind: 'exchange', version: '2019', directories: { rpc: { answers: 'reset' } } }],
      }),
      tenantWith(
        'two-proxies',
        proxy('tmg', { behind: [proxy('haproxy', { dropsFields: ['X-FEServer'] })] }),
      ),
      tenantWith('http2', proxy('nginx'), { alpn: ['h2', 'http/1.1'] }),
    ],
  })
})
afterAll(() => lab.close())

const rpc = (tenant: string, ...headers: string[]) =>
  ask(lab, tenant, 'RPC_IN_DATA /rpc/rpcproxy.dll', { headers })

test.each(PRODUCTS)(
  '%s that is set up well passes the verbs of RPC, the gigabyte and the schemes',
  async (product) => {
    for (const length of ['Content-Length: 0', GIGABYTE]) {
      const response = await rpc(product, length)
      expect([response.status, schemesOf(response)]).toEqual([401, ['Negotiate', 'NTLM', 'Basic']])
      expect(response.headers['x-feserver']).toEqual(['EX01'])
    }
  },
)

test('what a proxy says of itself in a response that it passes on', async () => {
  const seen = await Promise.all(
    PRODUCTS.map(async (product) => {
      const { headers } = await rpc(product)
      return [product, headers.server, headers.via, headers['x-powered-by']]
    }),
  )
  expect(seen).toEqual([
    ['nginx', ['nginx'], undefined, ['ASP.NET']],
    ['apache', ['Microsoft-IIS/10.0'], undefined, ['ASP.NET']],
    ['haproxy', ['Microsoft-IIS/10.0'], undefined, ['ASP.NET']],
    ['tmg', ['Microsoft-IIS/10.0'], ['1.1 TMG01'], ['ASP.NET']],
    ['wap', ['Microsoft-IIS/10.0'], undefined, ['ASP.NET']],
    ['arr', ['Microsoft-IIS/10.0'], undefined, ['ASP.NET', 'ARR/3.0']],
  ])
})

describe('a verb that is not allowed', () => {
  test.each([
    ['nginx', 405],
    ['apache', 405],
    ['haproxy', 400],
    ['tmg', 500],
    ['wap', 405],
    ['arr', 404],
  ])('%s answers with %d, and passes the others on', async (product, status) => {
    expect((await rpc(`${product}-verbs`)).status).toBe(status)
    expect((await ask(lab, `${product}-verbs`, 'POST /ews/')).status).toBe(401)
  })

  test('Apache names those that are', async () => {
    expect((await rpc('apache-verbs')).headers.allow).toEqual(['GET,HEAD,POST,OPTIONS'])
  })

  test('ARR says 404.6', async () => {
    expect((await rpc('arr-verbs')).body.toString()).toContain('404.6')
  })

  test('Apache says nothing before the body has come, which it never does', async () => {
    const connection = await connectTo(lab, 'apache-verbs')
    connection.send('RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1', 'Host: a', GIGABYTE)
    expect(await connection.silenceFor(50)).toBe('')
    connection.close()
  })
})

describe('a path that is not published', () => {
  test.each([
    ['nginx', 405, 'Not Allowed'],
    ['apache', 501, 'Not Implemented'],
    ['haproxy', 503, 'Service Unavailable'],
    ['tmg', 403, 'Forbidden ( The server denied the specified Uniform Resource Locator (URL). )'],
    ['wap', 404, 'Not Found'],
    ['arr', 404, 'Not Found'],
  ])('%s answers with %d %s', async (product, status, reason) => {
    const response = await rpc(`${product}-paths`)
    expect(response.statusLine).toBe(`HTTP/1.1 ${status} ${reason}`)
    expect((await ask(lab, `${product}-paths`, 'GET /OWA/auth/logon.aspx')).status).toBe(200)
  })

  test('TMG adds its number', async () => {
    expect((await rpc('tmg-paths')).body.toString()).toContain('(12202)')
  })
})

test.each([
  ['nginx', 413, undefined],
  ['apache', 413, undefined],
  ['haproxy', 413, undefined],
  ['tmg', 500, '(12217)'],
  ['wap', 413, undefined],
  ['arr', 404, '404.13'],
])('a gigabyte is too long for %s, which answers at once with %d', async (product, status, text = '') => {
  const response = await rpc(`${product}-limit`, GIGABYTE)
  expect([response.status, response.body.toString()]).toEqual([status, expect.stringContaining(text)])
  expect((await rpc(`${product}-limit`, 'Content-Length: 0')).status).toBe(401)
})

test.each([
  ['nginx', 502],
  ['apache', 503],
  ['haproxy', 503],
  ['tmg', 502],
  ['wap', 502],
  ['arr', 502],
])('%s answers with %d when nothing is behind it', async (product, status) => {
  expect((await rpc(`${product}-down`)).status).toBe(status)
})

test('nginx answers 502 when what is behind it ends the connection', async () => {
  expect((await rpc('resetting')).status).toBe(502)
})

describe('a proxy that wants to know who somebody is', () => {
  test.each([
    [
      'nginx',
      302,
      'https://login.nginx-redirect.test/?rd=https%3A%2F%2Fmail.nginx-redirect.test%2Frpc%2Frpcproxy.dll',
    ],
    [
      'tmg',
      302,
      'https://mail.tmg-redirect.test/CookieAuth.dll?GetLogon?curl=Z2FrpcZ2FrpcproxyZ2Edll&reason=0&formdir=1',
    ],
    [
      'wap',
      307,
      'https://adfs.wap-redirect.test/adfs/ls/?version=1.0&action=signin&realm=urn%3AAppProxy%3Acom&returnUrl=',
    ],
  ])('%s redirects with %d', async (product, status, url) => {
    const response = await rpc(`${product}-redirect`)
    expect([response.status, response.headers.location?.[0]]).toEqual([status, expect.stringContaining(url)])
    expect((await ask(lab, `${product}-redirect`, 'GET /ews/')).status).toBe(401)
  })

  test.each(PRODUCTS)('%s shows a page of HTML in place of the service', async (product) => {
    const response = await rpc(`${product}-page`)
    expect([response.status, response.headers['content-type']?.[0]]).toEqual([
      200,
      expect.stringMatching(/^text\/html/),
    ])
  })
})

test('a proxy lets in who calls himself Outlook, and refuses others', async () => {
  expect((await rpc('picky', 'User-Agent: MSRPC')).status).toBe(401)
  expect((await rpc('picky', 'User-Agent: Microsoft Office/16.0 (Windows NT 10.0)')).status).toBe(401)
  expect((await rpc('picky', 'User-Agent: curl/8')).status).toBe(403)
  expect((await rpc('picky')).status).toBe(403)
})

test('a proxy asks by NTLM in the name of its own domain', async () => {
  const first = await rpc('own-realm')
  expect([first.status, first.headers['www-authenticate']]).toEqual([401, ['NTLM']])
  const { headers } = await rpc('own-realm', `Authorization: NTLM ${TYPE_1}`)
  const challenge = readChallenge(headers['www-authenticate']?.[0]?.slice(5) ?? '')
  expect(challenge.targetName).toBe('PERIMETER')
  expect((await ask(lab, 'own-realm', 'GET /ews/')).headers['x-feserver']).toEqual(['EX01'])
})

test('TMG names the code when the inner certificate is for another name', async () => {
  const response = await rpc('wrong-name')
  expect([response.status, response.body.toString()]).toEqual([500, expect.stringContaining('-2146893022')])
})

describe('a proxy that buffers', () => {
  test('says nothing to a channel whose body never ends, and passes on what ends', async () => {
    const connection = await connectTo(lab, 'buffering')
    connection.send('RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1', 'Host: a', GIGABYTE)
    connection.write(Buffer.alloc(100_000))
    expect(await connection.silenceFor(50)).toBe('')
    connection.close()
    expect(
      (await ask(lab, 'buffering', 'RPC_IN_DATA /rpc/rpcproxy.dll', { body: 'x'.repeat(16) })).status,
    ).toBe(401)
  })
})

test('a proxy takes header fields out', async () => {
  const { status, headers } = await rpc('stripping')
  expect([status, headers['www-authenticate'], headers['x-feserver']]).toEqual([401, undefined, undefined])
})

test('a balancer that takes TLS off runs into 403.4 where Exchange requires it', async () => {
  const response = await ask(lab, 'offloading', 'POST /autodiscover/autodiscover.xml')
  expect([response.status, response.body.toString()]).toEqual([403, expect.stringContaining('403.4')])
  // SSL offloading is what /rpc is set up for, before Extended Protection.
  expect((await rpc('offloading')).status).toBe(401)
})

describe('connections behind a proxy', () => {
  /** Who answers a type 1 message, and then what comes after it on the same connection. */
  async function serversOf(tenant: string) {
    const connection = await connectTo(lab, tenant)
    const names: (string | undefined)[] = []
    for (let n = 0; n < 3; n++) {
      connection.send('GET /rpc/rpcproxy.dll HTTP/1.1', 'Host: a', `Authorization: NTLM ${TYPE_1}`)
      const { headers } = await connection.receive()
      const challenge = readChallenge(headers['www-authenticate']?.[0]?.slice(5) ?? '')
      names.push(challenge.pairs.get(1)?.toString('utf16le'))
    }
    connection.close()
    return names
  }

  test('kept: one server for a connection, the next for the next', async () => {
    const [first, second] = [await serversOf('kept'), await serversOf('kept')]
    expect(new Set(first).size).toBe(1)
    expect(new Set([...first, ...second])).toEqual(new Set(['EX01', 'EX02']))
  })

  test('by cookie: a connection that brings it goes to the server that set it', async () => {
    const first = await rpc('by-cookie')
    const [cookie = ''] = first.headers['set-cookie']?.map((each) => each.split(';')[0] ?? '') ?? []
    for (let n = 0; n < 3; n++) {
      const again = await rpc('by-cookie', `Cookie: other=1; ${cookie}`)
      expect(again.headers['x-feserver']).toEqual(first.headers['x-feserver'])
      expect(again.headers['set-cookie']).toBeUndefined()
    }
    expect((await rpc('by-cookie')).headers['x-feserver']).not.toEqual(first.headers['x-feserver'])
  })

  test('pooled: the second message of a handshake meets another server than the first', async () => {
    expect(new Set(await serversOf('pooled'))).toEqual(new Set(['EX01', 'EX02']))
  })

  test('closed: the connection ends with the challenge', async () => {
    const connection = await connectTo(lab, 'closed')
    connection.send('GET /rpc/rpcproxy.dll HTTP/1.1', 'Host: a', `Authorization: NTLM ${TYPE_1}`)
    const { headers } = await connection.receive()
    expect([headers.connection, headers['www-authenticate']?.[0]]).toEqual([
      ['close'],
      expect.stringMatching(/^NTLM TlRM/),
    ])
    await connection.ended()
  })
})

test('one proxy behind another', async () => {
  const { status, headers } = await rpc('two-proxies')
  expect([status, headers.via, headers['x-feserver']]).toEqual([401, ['1.1 TMG01'], undefined])
})
