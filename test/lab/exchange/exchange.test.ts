import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExchangeService } from '../../../lab/exchange/exchange-service.ts'
import { type Lab, startLab } from '../../../lab/index.ts'
import { ask, connectTo, schemesOf, tenantWith } from './raw-client.ts'

const VERSIONS = ['2010 SP3', '2013', '2016', '2019', 'SE'] as const
const nameOf = (version: string) => `exchange-${version.toLowerCase().replace(' ', '-')}`
const MODERN = VERSIONS.slice(1)

const faulty = (change: Omit<ExchangeService, 'kind' | 'version'>): ExchangeService => ({
  kind: 'exchange',
  version: '2019',
  ...change,
})

let lab: Lab
beforeAll(async () => {
  lab = await startLab({
    scenarios: [
      ...VERSIONS.map((version) => tenantWith(nameOf(version), { kind: 'exchange', version })),
      tenantWith('many-names', faulty({ serviceHosts: { ews: 'ews', activeSync: 'sync.other.example.' } })),
      tenantWith(
        'busy',
        faulty({ directories: { rpc: { answers: { status: 503, retryAfterSeconds: 30 } } } }),
      ),
      tenantWith('protected', faulty({ extendedProtection: true })),
      tenantWith(
        'faults',
        faulty({
          clockAheadMinutes: 10,
          root: 'iis-start-page',
          autodiscoverJson: 'reset',
          directories: {
            rpc: { schemes: ['Basic'], realm: 'other.example', health: 'inactive' },
            mapi: { answers: { status: 404 } },
            ews: { answers: { status: 403, substatus: 4 } },
            oab: { answers: { status: 403, substatus: 7 } },
            owa: { answers: { status: 500 } },
            ecp: { answers: 'pool-stopped', health: 'inactive' },
            activesync: { schemes: [], health: { status: 404 } },
            autodiscover: { answers: { redirect: { path: '/owa' } }, health: { status: 503 } },
          },
        }),
      ),
      tenantWith(
        'open',
        faulty({
          directories: {
            rpc: { anonymous: true },
            mapi: { anonymous: true },
            ews: { anonymous: true, longestBody: 1000 },
            activesync: { anonymous: true },
          },
        }),
      ),
    ],
  })
})
afterAll(() => lab.close())

describe.each(VERSIONS)('Exchange %s', (version) => {
  const tenant = nameOf(version)
  const rpcSchemes = version === '2010 SP3' ? ['NTLM', 'Basic'] : ['Negotiate', 'NTLM', 'Basic']

  test.each([
    ['RPC_IN_DATA /rpc/rpcproxy.dll?ex01:6001', rpcSchemes],
    ['RPC_OUT_DATA /rpc/rpcproxy.dll', rpcSchemes],
    ['GET /rpc/rpcproxy.dll', rpcSchemes],
    ['POST /Autodiscover/Autodiscover.xml', ['Negotiate', 'NTLM', 'Basic']],
    ['POST /autodiscover/autodiscover.svc', ['Negotiate', 'NTLM', 'Basic']],
    ['POST /EWS/Exchange.asmx', ['Negotiate', 'NTLM']],
    ['GET /OAB/', ['Negotiate', 'NTLM']],
    ['OPTIONS /Microsoft-Server-ActiveSync', ['Basic']],
  ])('asks who it is that sends %s', async (request, schemes) => {
    const response = await ask(lab, tenant, request, { headers: ['Content-Length: 0'] })
    expect([response.status, schemesOf(response)]).toEqual([401, schemes])
  })

  test('asks a client with a wrong password again', async () => {
    const wrong = `Authorization: Basic ${Buffer.from('a:b').toString('base64')}`
    const response = await ask(lab, tenant, 'POST /autodiscover/autodiscover.xml', { headers: [wrong] })
    expect([response.status, response.headers['www-authenticate']?.at(-1)]).toEqual([
      401,
      `Basic realm="mail.${tenant}.test"`,
    ])
  })

  test('leads a browser to the form for signing in, and says its build there', async () => {
    const root = await ask(lab, tenant, 'GET /')
    expect(root.headers.location).toEqual([`https://mail.${tenant}.test/owa/`])
    for (const path of ['/owa/', '/ecp/']) {
      const { headers } = await ask(lab, tenant, `GET ${path}`)
      expect(headers.location?.[0]).toMatch(
        new RegExp(`^https://mail\\.${tenant}\\.test/owa/auth/logon\\.aspx\\?url=`),
      )
    }
    const form = await ask(lab, tenant, 'GET /owa/auth/logon.aspx')
    expect([form.status, form.headers['x-owa-version']?.[0]]).toEqual([
      200,
      expect.stringMatching(
        {
          '2010 SP3': /^14\.3\./,
          '2013': /^15\.0\./,
          '2016': /^15\.1\./,
          '2019': /^15\.2\.1/,
          SE: /^15\.2\.2/,
        }[version],
      ),
    ])
  })

  test('refuses HTTP without TLS with 403, but for the RPC proxy where offloading is allowed', async () => {
    const ews = await ask(lab, tenant, 'GET /ews/', { port: 80 })
    expect([ews.status, ews.body.toString()]).toEqual([403, expect.stringContaining('403.4')])
    const rpc = await ask(lab, tenant, 'RPC_IN_DATA /rpc/rpcproxy.dll', { port: 80 })
    expect(rpc.status).toBe(version === '2013' || version === '2016' ? 401 : 403)
  })

  test('names its IIS, ASP.NET and the time', async () => {
    const asked = Date.now()
    const { headers } = await ask(lab, tenant, 'GET /ews/')
    const answered = Date.now()
    expect(headers.server).toEqual([
      { '2010 SP3': 'Microsoft-IIS/7.5', '2013': 'Microsoft-IIS/8.5' }[version as string] ??
        'Microsoft-IIS/10.0',
    ])
    expect(headers['x-powered-by']).toEqual(['ASP.NET'])
    const time = Date.parse(headers.date?.[0] ?? '')
    // The header counts whole seconds.
    expect(time).toBeGreaterThan(asked - 1000)
    expect(time).toBeLessThanOrEqual(answered)
  })

  test('says 404 of what it does not have', async () => {
    expect((await ask(lab, tenant, 'GET /nothing')).status).toBe(404)
    expect((await ask(lab, tenant, 'GET /rpcwithcert')).status).toBe(404)
  })
})

describe('Exchange 2010', () => {
  test('has no MAPI over HTTP, no health checks, no v2 of Autodiscover and no front end that names itself', async () => {
    const tenant = nameOf('2010 SP3')
    expect((await ask(lab, tenant, 'POST /mapi/emsmdb/')).status).toBe(404)
    expect((await ask(lab, tenant, 'GET /rpc/healthcheck.htm')).status).toBe(401)
    expect(
      (await ask(lab, tenant, 'GET /autodiscover/autodiscover.json?Email=a@b.c&Protocol=Ews')).status,
    ).toBe(401)
    const { headers } = await ask(lab, tenant, 'GET /ews/')
    expect([headers['x-feserver'], headers['request-id']]).toEqual([undefined, undefined])
  })
})

describe.each(MODERN)('Exchange %s', (version) => {
  const tenant = nameOf(version)

  test.each(['rpc', 'mapi', 'ews', 'owa', 'oab', 'autodiscover', 'Microsoft-Server-ActiveSync', 'ecp'])(
    'tells anybody that /%s is well',
    async (directory) => {
      const response = await ask(lab, tenant, `GET /${directory}/healthcheck.htm`)
      expect([response.status, response.body.toString()]).toEqual([
        200,
        `200 OK<br/>EX01.CORP.${tenant.toUpperCase()}.TEST`,
      ])
    },
  )

  test('guards MAPI over HTTP, and its front end names itself', async () => {
    const response = await ask(lab, tenant, 'POST /mapi/emsmdb/?MailboxId=x', {
      headers: ['X-RequestType: PING'],
      body: '',
    })
    expect([response.status, schemesOf(response)]).toEqual([401, ['Negotiate', 'NTLM']])
    expect(response.headers['x-feserver']).toEqual(['EX01'])
    expect(response.headers['request-id']?.[0]).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('v2 of Autodiscover', () => {
  const get = (tenant: string, query: string) =>
    ask(lab, tenant, `GET /autodiscover/autodiscover.json${query}`)

  test.each(['2016', '2019', 'SE'])('tells anybody of Exchange %s where a protocol is', async (version) => {
    const tenant = nameOf(version)
    const urls = await Promise.all(
      ['AutodiscoverV1', 'Ews', 'ActiveSync'].map(async (protocol) =>
        JSON.parse((await get(tenant, `?Email=a@${tenant}.test&Protocol=${protocol}`)).body.toString()),
      ),
    )
    expect(urls).toEqual([
      { Protocol: 'AutodiscoverV1', Url: `https://mail.${tenant}.test/autodiscover/autodiscover.xml` },
      { Protocol: 'Ews', Url: `https://mail.${tenant}.test/EWS/Exchange.asmx` },
      { Protocol: 'ActiveSync', Url: `https://mail.${tenant}.test/Microsoft-Server-ActiveSync` },
    ])
    expect((await get(tenant, `/v1.0/a@${tenant}.test?Protocol=Ews`)).status).toBe(200)
  })

  test('says what is wrong with a question', async () => {
    const problems = await Promise.all(
      ['', '?Email=a@b.c', '?Email=a@b.c&Protocol=Gopher', '/v1.0/%zz?Protocol=Ews'].map(async (query) => {
        const { status, body } = await get(nameOf('2019'), query)
        return [status, JSON.parse(body.toString()).ErrorCode]
      }),
    )
    expect(problems).toEqual([
      [400, 'MandatoryParameterMissing'],
      [400, 'MandatoryParameterMissing'],
      [400, 'ProtocolNotSupported'],
      [400, 'MandatoryParameterMissing'],
    ])
  })

  test('tells of other hosts for other services', async () => {
    const url = async (protocol: string) =>
      JSON.parse((await get('many-names', `?Email=a@b.c&Protocol=${protocol}`)).body.toString()).Url
    expect(await url('Ews')).toBe('https://ews.many-names.test/EWS/Exchange.asmx')
    expect(await url('ActiveSync')).toBe('https://sync.other.example/Microsoft-Server-ActiveSync')
    expect(await url('AutodiscoverV1')).toBe('https://mail.many-names.test/autodiscover/autodiscover.xml')
  })

  test('is not there in 2013, which asks who it is', async () => {
    expect((await get(nameOf('2013'), '?Email=a@b.c&Protocol=Ews')).status).toBe(401)
  })
})

describe('a server that is set up otherwise', () => {
  test('offers the schemes and the realm that it is told to', async () => {
    const response = await ask(lab, 'faults', 'RPC_IN_DATA /rpc/rpcproxy.dll')
    expect(response.headers['www-authenticate']).toEqual(['Basic realm="other.example"'])
    const bare = await ask(lab, 'faults', 'OPTIONS /Microsoft-Server-ActiveSync')
    expect([bare.status, bare.headers['www-authenticate']]).toEqual([401, undefined])
  })

  test.each([
    ['/mapi/emsmdb/', 404, 'HTTP Error 404'],
    ['/ews/', 403, 'HTTP Error 403.4'],
    ['/oab/', 403, 'HTTP Error 403.7'],
    ['/owa/', 500, 'HTTP Error 500'],
    ['/ecp/', 503, 'HTTP Error 503'],
    ['/rpc/healthcheck.htm', 503, 'HTTP Error 503'],
    ['/Microsoft-Server-ActiveSync/healthcheck.htm', 404, 'HTTP Error 404'],
    ['/mapi/healthcheck.htm', 200, '200 OK<br/>'],
  ])('answers %s with %d and a page that says "%s"', async (path, status, text) => {
    const response = await ask(lab, 'faults', `GET ${path}`)
    expect([response.status, response.body.toString()]).toEqual([status, expect.stringContaining(text)])
  })

  test('shows the driver, and not IIS, where the application pool is stopped', async () => {
    const { headers } = await ask(lab, 'faults', 'GET /ecp/')
    expect([headers.server, headers.connection]).toEqual([['Microsoft-HTTPAPI/2.0'], ['close']])
  })

  test('asks to come back later', async () => {
    const { status, headers } = await ask(lab, 'busy', 'RPC_IN_DATA /rpc/rpcproxy.dll')
    expect([status, headers['retry-after']]).toEqual([503, ['30']])
  })

  test('redirects where a redirect was inherited', async () => {
    const response = await ask(lab, 'faults', 'POST /autodiscover/autodiscover.xml')
    expect([response.status, response.headers.location]).toEqual([302, ['https://mail.faults.test/owa']])
  })

  test('has a clock that is wrong', async () => {
    const asked = Date.now()
    const { headers } = await ask(lab, 'faults', 'GET /')
    const answered = Date.now()
    const behind = Date.parse(headers.date?.[0] ?? '') - 10 * 60_000
    // The header counts whole seconds.
    expect(behind).toBeGreaterThan(asked - 1000)
    expect(behind).toBeLessThanOrEqual(answered)
  })

  test('requires TLS of the RPC proxy as soon as Extended Protection is on', async () => {
    expect((await ask(lab, 'protected', 'RPC_IN_DATA /rpc/rpcproxy.dll', { port: 80 })).status).toBe(403)
    expect((await ask(lab, 'protected', 'RPC_IN_DATA /rpc/rpcproxy.dll')).status).toBe(401)
  })
})

describe('a directory that asks nobody', () => {
  // MS-RPCH section 2.2.4.48.
  const ECHO = '0500140310000000140000000000000040000000'
  const REQUEST_ID = '{4f7a9a8e-6a0c-4c54-9d0b-6f2d0d3c7f11}:1'

  test.each(['RPC_IN_DATA', 'RPC_OUT_DATA'])('answers the echo of the RPC proxy to %s', async (method) => {
    for (const body of ['', '0123456789abcdef']) {
      const response = await ask(lab, 'open', `${method} /rpc/rpcproxy.dll`, { body })
      expect(response.statusLine).toBe('HTTP/1.1 200 Success')
      expect(response.headers['content-type']).toEqual(['application/rpc'])
      expect(response.body.toString('hex')).toBe(ECHO)
    }
  })

  test('takes seventeen bytes for a channel, whose first PDU it waits for', async () => {
    for (const method of ['RPC_IN_DATA', 'RPC_OUT_DATA']) {
      const channel = await connectTo(lab, 'open')
      channel.send(`${method} /rpc/rpcproxy.dll?ex01:6001 HTTP/1.1`, 'Host: a', 'Content-Length: 17')
      expect(await channel.silenceFor(50)).toBe('')
      channel.close()
    }
  })

  test('answers PING of MAPI over HTTP, a question of ActiveSync, and web services', async () => {
    const ping = await ask(lab, 'open', 'POST /mapi/emsmdb/', {
      headers: ['X-RequestType: PING', `X-RequestId: ${REQUEST_ID}`, 'X-ClientApplication: Outlook/16.0'],
      body: '',
    })
    expect([ping.status, ping.headers['x-responsecode'], ping.headers['x-requestid']]).toEqual([
      200,
      ['0'],
      [REQUEST_ID],
    ])
    const activeSync = await ask(lab, 'open', 'OPTIONS /Microsoft-Server-ActiveSync')
    expect(activeSync.headers['ms-asprotocolversions']?.[0]).toContain('14.1')
    expect((await ask(lab, 'open', 'GET /ews/exchange.asmx')).status).toBe(200)
  })

  test('has request filtering that says 404.13 of a longer body', async () => {
    const response = await ask(lab, 'open', 'POST /ews/', { body: 'x'.repeat(1001) })
    expect([response.status, response.body.toString()]).toEqual([404, expect.stringContaining('404.13')])
  })
})
