/**
 * The lab's Exchange under the eyes of clients that know nothing of it (curl, impacket's RPC over HTTP), and its
 * proxies beside the real ones that they stand for.
 */
import { execFile } from 'node:child_process'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type HttpService, type Lab, startLab } from '../../lab/index.ts'
import type { ProxyService } from '../../lab/proxies/proxy-service.ts'
import { tenantWith } from '../lab/exchange/raw-client.ts'
import { portOf } from '../lab/lab-client.ts'
import {
  apacheWith,
  haproxyWith,
  nginxWith,
  type ProxyProgram,
  type RunningProxy,
  startProxy,
} from './exchange/reverse-proxies.ts'

const exchange: HttpService = { kind: 'exchange', version: '2019' }
const open = { anonymous: true, requiresTls: false } as const
const ALLOWED = ['GET', 'POST', 'OPTIONS']

const model = (product: ProxyService['product'], change: Partial<ProxyService>): ProxyService => ({
  kind: 'proxy',
  product,
  behind: [exchange],
  ...change,
})

interface Pair {
  readonly what: string
  readonly real: ProxyProgram
  readonly model: ProxyService
}

/** The real program, and the lab's stand-in for it as it is configured there. */
const PAIRS: readonly Pair[] = [
  {
    what: 'nginx as it comes',
    real: nginxWith((upstream) => `location / { proxy_pass ${upstream}; }`),
    model: model('nginx', { longestBody: 1024 * 1024, buffersRequests: true }),
  },
  {
    what: 'nginx with a longer body allowed',
    real: nginxWith((upstream) => `client_max_body_size 0; location / { proxy_pass ${upstream}; }`),
    model: model('nginx', { buffersRequests: true }),
  },
  {
    what: 'nginx set up for channels',
    real: nginxWith(
      (upstream) =>
        `client_max_body_size 0; location / { proxy_pass ${upstream}; proxy_http_version 1.1; proxy_request_buffering off; }`,
    ),
    model: model('nginx', {}),
  },
  {
    what: 'nginx that serves files at /rpc',
    real: nginxWith(
      (upstream) => `location / { proxy_pass ${upstream}; } location /rpc { root /nonexistent; }`,
    ),
    model: model('nginx', { publishes: ['/owa'], longestBody: 1024 * 1024 }),
  },
  {
    what: 'Apache as it comes',
    real: apacheWith((upstream) => `ProxyPass / ${upstream}/`),
    model: model('apache', { buffersRequests: true }),
  },
  {
    what: 'Apache with a list of methods',
    real: apacheWith(
      (upstream) =>
        `ProxyPass / ${upstream}/\n<Location /rpc>\nAllowMethods ${ALLOWED.join(' ')}\n</Location>`,
    ),
    model: model('apache', { methods: ALLOWED }),
  },
  {
    what: 'Apache that does not pass /rpc on',
    real: apacheWith((upstream) => `ProxyPass /owa ${upstream}/owa`),
    model: model('apache', { publishes: ['/owa'] }),
  },
  {
    what: 'Apache with a limit of a mebibyte, which it heeds at once where it does not pass on',
    real: apacheWith((upstream) => `LimitRequestBody 1048576\nProxyPass /owa ${upstream}/owa`),
    model: model('apache', { longestBody: 1024 * 1024, publishes: ['/owa'] }),
  },
  {
    what: 'HAProxy as it comes',
    real: haproxyWith(''),
    model: model('haproxy', {}),
  },
  {
    what: 'HAProxy that knows few methods',
    real: haproxyWith(`http-request deny deny_status 400 if !{ method ${ALLOWED.join(' ')} }`),
    model: model('haproxy', { methods: ALLOWED }),
  },
]

let lab: Lab
let hasImpacket = false
const running: RunningProxy[] = []
beforeAll(async () => {
  lab = await startLab({
    scenarios: [
      tenantWith('healthy', exchange),
      tenantWith('http2', exchange, { alpn: ['h2', 'http/1.1'] }),
      tenantWith('open', { ...exchange, directories: { rpc: open, ews: open, autodiscover: open } }),
      ...PAIRS.map((pair, index) => tenantWith(`model-${index}`, pair.model)),
    ],
  })
  hasImpacket = (await run('/usr/bin/python3', '-c', 'import impacket')).status === 0
})
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})
afterAll(() => lab.close())

/** Runs a program. What it prints on both channels, and its exit status. */
function run(program: string, ...options: readonly string[]): Promise<{ text: string; status: number }> {
  return new Promise((resolve) => {
    execFile(program, options, { timeout: 20_000 }, (error, out, err) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ text: out + err, status })
    })
  })
}

function curl(tenant: string, path: string, ...options: readonly string[]) {
  const url = `https://127.0.0.1:${portOf(lab, tenant)}${path}`
  return run('curl', '--silent', '--insecure', '--noproxy', '*', '--max-time', '10', ...options, url)
}

describe('curl', () => {
  test.each(['RPC_IN_DATA', 'RPC_OUT_DATA'])('is asked who it is when it sends %s', async (method) => {
    const { text, status } = await curl('healthy', '/rpc/rpcproxy.dll', '--include', '--request', method)
    expect([status, text.split('\r\n')[0]]).toEqual([0, 'HTTP/1.1 401 Unauthorized'])
    expect(text).toContain('WWW-Authenticate: NTLM\r\n')
  })

  test('understands the challenge, and answers it on the same connection', async () => {
    const options = [
      '--verbose',
      '--ntlm',
      '--user',
      'CORP\\anna:wrong',
      '--request',
      'RPC_IN_DATA',
      '--http1.1',
    ]
    const { text, status } = await curl('healthy', '/rpc/rpcproxy.dll', ...options)
    expect(status).toBe(0)
    expect(text.match(/Authorization: NTLM TlRMTVNTUAAD/g)).toHaveLength(1)
    expect(text).toContain('< HTTP/1.1 401 Unauthorized')
    expect(text.match(/Connected to 127\.0\.0\.1/g)).toHaveLength(1)
  })

  test('sends a long body once it is told to go on', async () => {
    const { text, status } = await curl(
      'open',
      '/ews/exchange.asmx',
      '--verbose',
      '--data',
      'x'.repeat(60_000),
      '--header',
      'Expect: 100-continue',
    )
    expect(status).toBe(0)
    expect(text).toContain('< HTTP/1.1 100 Continue')
    expect(text).toContain('faultcode')
  })

  test('goes back to HTTP/1.1 where HTTP/2 cannot authenticate', async () => {
    const { text, status } = await curl('http2', '/ews/', '--http2', '--include')
    expect([status, text.split('\r\n')[0]]).toEqual([0, 'HTTP/1.1 401 Unauthorized'])
    expect((await curl('http2', '/owa/healthcheck.htm', '--http2', '--include')).text).toMatch(/^HTTP\/2 200/)
  })

  test('follows the way to the page for signing in', async () => {
    const target = `healthy.test:443:127.0.0.1:${portOf(lab, 'healthy')}`
    const options = ['--silent', '--insecure', '--noproxy', '*', '--location', '--connect-to', target]
    const { text } = await run('curl', ...options, '--write-out', '%{url_effective}', 'https://healthy.test/')
    expect(text).toMatch(/https:\/\/healthy\.test\/owa\/auth\/logon\.aspx\?url=/)
  })
})

/** python3-impacket speaks RPC over HTTP as Outlook does, with `Expect: 100-continue` on every request. */
describe('impacket', () => {
  test('reads the challenge of the RPC proxy, and who it says that it is', async ({ skip }) => {
    if (!hasImpacket) skip('python3-impacket is not installed')
    const { text } = await run(
      '/usr/bin/python3',
      '-c',
      `
from impacket import ntlm
from impacket.http import HTTPClientSecurityProvider, AUTH_NTLM
from impacket.dcerpc.v5.rpch import RPCProxyClient
client = HTTPClientSecurityProvider()
client.set_auth_type(AUTH_NTLM)
client.set_credentials('anna', 'wrong', 'CORP')
connection = client.connect('https', '127.0.0.1:${portOf(lab, 'healthy')}')
headers, _ = client.get_auth_headers(connection, 'RPC_IN_DATA', '/rpc/rpcproxy.dll', RPCProxyClient.default_headers)
info = client.get_ntlmssp_info()
for name in (ntlm.NTLMSSP_AV_HOSTNAME, ntlm.NTLMSSP_AV_DOMAINNAME, ntlm.NTLMSSP_AV_DNS_HOSTNAME, ntlm.NTLMSSP_AV_DNS_DOMAINNAME):
    print(info[name][1].decode('utf-16le'))
print(headers['Authorization'][:21])
`,
    )
    expect(text.trim().split('\n')).toEqual([
      'EX01',
      'CORP',
      'ex01.corp.healthy.test',
      'corp.healthy.test',
      'NTLM TlRMTVNTUAADAAAA',
    ])
  })

  test('is told that its credential is refused when it opens its channels', async ({ skip }) => {
    if (!hasImpacket) skip('python3-impacket is not installed')
    const { text } = await run(
      '/usr/bin/python3',
      '-c',
      `
from urllib.parse import urlparse
from impacket.http import AUTH_NTLM
from impacket.dcerpc.v5.rpch import RPCProxyClient
for method in ('create_rpc_in_channel', 'create_rpc_out_channel'):
    client = RPCProxyClient('ex01', 6001)
    client._rpcProxyUrl = urlparse('https://127.0.0.1:${portOf(lab, 'healthy')}/rpc/rpcproxy.dll')
    client.set_auth_type(AUTH_NTLM)
    client.set_credentials('anna', 'wrong', 'CORP')
    try:
        getattr(client, method)()
    except Exception as error:
        print(error)
`,
    )
    expect(text.trim().split('\n')).toEqual(
      ['RPC_IN_DATA', 'RPC_OUT_DATA'].map((method) =>
        expect.stringMatching(new RegExp(`failed in ${method} channel: HTTP/1.1 401 Unauthorized$`)),
      ),
    )
  })
})

describe('a proxy of the lab answers as the real one does', () => {
  const QUESTIONS = [
    ['RPC_IN_DATA', 0],
    ['RPC_OUT_DATA', 0],
    ['RPC_IN_DATA', 1_073_741_824],
    ['RPC_OUT_DATA', 76],
    ['GET', 0],
  ] as const

  test.each(PAIRS.map((pair, index) => ({ ...pair, index })))('$what', async ({ real, index }) => {
    const proxy = await startProxy(real, portOf(lab, 'healthy', 'mail', 80))
    running.push(proxy)
    const answersAt = (port: number) =>
      Promise.all(QUESTIONS.map(([method, length]) => firstAnswer(port, method, length)))
    const [ofReal, ofModel] = await Promise.all([
      answersAt(proxy.port),
      answersAt(portOf(lab, `model-${index}`, 'mail', 80)),
    ])
    expect(ofModel).toEqual(ofReal)
  })
})

/** How a head without a body is answered, as far as a client can tell one proxy from another. */
function firstAnswer(port: number, method: string, length: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const done = (answer: unknown) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answer)
    }
    // Longer than any answer takes, and shorter than the proxies' own patience.
    const timer = setTimeout(() => done([method, length, 'silence']), 1500)
    socket.on('error', reject)
    socket.once('data', (bytes) => {
      const [statusLine = '', ...lines] = (bytes.toString('latin1').split('\r\n\r\n')[0] ?? '').split('\r\n')
      const value = (name: string) =>
        lines.find((line) => line.toLowerCase().startsWith(`${name}: `))?.slice(name.length + 2)
      done([
        method,
        length,
        Number(statusLine.split(' ')[1]),
        value('server')?.replace(/\/.*/, ''),
        lines.filter((line) => /^www-authenticate:/i.test(line)).length,
        value('connection') === 'close',
      ])
    })
    socket.write(`${method} /rpc/rpcproxy.dll HTTP/1.1\r\nHost: mail\r\nContent-Length: ${length}\r\n\r\n`)
  })
}
