import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAnswer } from '../../../../shared/checks/http/reading.ts'
import { HttpHeaders } from '../../../../shared/protocols/http/index.ts'

const URL_ASKED = 'https://mail.contoso.test/rpc/rpcproxy.dll'

type Parts = { status: number; reason?: string; headers?: readonly [string, string][]; body?: string }

function read({ status, reason = '', headers = [], body = '' }: Parts) {
  return readAnswer(
    { status, reason, headers: new HttpHeaders(headers), body, chain: [], answeredAt: 0 },
    URL_ASKED,
  )
}

const html: [string, string] = ['Content-Type', 'text/html']

describe('who wrote an answer', () => {
  // Heads and pages as these programs were seen to write them.
  test.each<[string, Parts, string]>([
    [
      'nginx on its own error page, though Exchange stands behind it',
      { status: 413, headers: [['Server', 'nginx/1.22.1'], html], body: '<hr><center>nginx/1.22.1</center>' },
      'nginx',
    ],
    [
      'Exchange, whose answer nginx put its name on',
      {
        status: 401,
        headers: [
          ['Server', 'nginx'],
          ['X-FEServer', 'EX01'],
        ],
      },
      'exchange',
    ],
    [
      'Apache by the foot of its page',
      {
        status: 501,
        headers: [html],
        body: '<address>Apache/2.4.62 (Debian) Server at mail Port 443</address>',
      },
      'apache',
    ],
    [
      'HAProxy, which names nobody and gives no date',
      {
        status: 400,
        headers: [['Cache-Control', 'no-cache'], html],
        body: '<html><body><h1>400 Bad request</h1>\nYour browser sent an invalid request.\n</body></html>\n',
      },
      'haproxy',
    ],
    ['TMG by its reason phrase', { status: 403, reason: 'Forbidden ( The server denied the URL. )' }, 'tmg'],
    [
      'WAP by where it sends people',
      { status: 307, headers: [['Location', 'https://sts.x.test/adfs/ls?a']] },
      'wap',
    ],
    [
      'ARR',
      {
        status: 502,
        headers: [
          ['Server', 'Microsoft-IIS/10.0'],
          ['X-Powered-By', 'ARR/3.0'],
        ],
      },
      'arr',
    ],
    [
      'a Windows without an application',
      { status: 503, headers: [['Server', 'Microsoft-HTTPAPI/2.0']] },
      'http-sys',
    ],
    [
      'nobody known',
      {
        status: 403,
        headers: [
          ['Server', 'BigIP'],
          ['Date', 'x'],
        ],
      },
      'unknown',
    ],
  ])('%s', (_, parts, product) => {
    expect(read(parts).product).toBe(product)
  })
})

describe('what an answer means', () => {
  test.each<[string, Parts, string]>([
    ['401 with a scheme', { status: 401, headers: [['WWW-Authenticate', 'NTLM']] }, 'challenge'],
    [
      '401 with one that cannot be read',
      { status: 401, headers: [['WWW-Authenticate', 'Basic realm="']] },
      'challenge',
    ],
    ['401 without', { status: 401 }, 'no-challenge'],
    [
      'a redirect to Outlook on the web',
      { status: 302, headers: [['Location', '/owa/auth/logon.aspx']] },
      'redirect',
    ],
    ['a redirect to a form of F5', { status: 302, headers: [['Location', '/my.policy']] }, 'login-page'],
    [
      'a redirect to another host for signing in',
      { status: 302, headers: [['Location', 'https://login.contoso.test/?rd=x']] },
      'login-page',
    ],
    ['a redirect that leads nowhere', { status: 302, headers: [['Location', 'https://']] }, 'other'],
    ['a page with a form', { status: 200, headers: [html], body: '<input type=password>' }, 'login-page'],
    ['any other page', { status: 200, headers: [html], body: 'It works!' }, 'web-page'],
    ['request filtering by length', { status: 404, body: 'HTTP Error 404.13 - Not Found' }, 'rejected'],
    [
      'TLS that IIS misses',
      { status: 403, body: '403 - Forbidden: SSL is required to view this' },
      'ssl-required',
    ],
    [
      'a certificate that IIS misses',
      { status: 403, body: 'HTTP Error 403.7 - Forbidden' },
      'client-certificate',
    ],
    ['an RPC proxy that is too busy', { status: 503, reason: 'RPC Error: 6bb' }, 'throttled'],
    ['an RPC proxy without a server', { status: 503, reason: 'RPC Error: 6ba' }, 'unavailable'],
  ])('%s', (_, parts, kind) => {
    expect(read(parts).kind).toBe(kind)
  })

  test('a scheme is named once, however a server spells it', () => {
    const headers: [string, string][] = [
      ['WWW-Authenticate', 'negotiate, NTLM'],
      ['www-authenticate', 'ntlm'],
      ['WWW-Authenticate', 'BASIC realm="x"'],
    ]
    expect(read({ status: 401, headers }).schemes).toEqual(['Negotiate', 'NTLM', 'Basic'])
  })

  test('whatever a server says is read as something', () => {
    const name = fc.constantFrom(
      'Server',
      'Location',
      'WWW-Authenticate',
      'Content-Type',
      'Via',
      'X-Powered-By',
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 999 }),
        fc.string(),
        fc.array(fc.tuple(name, fc.string())),
        fc.string({ maxLength: 2000 }),
        (status, reason, headers, body) => {
          expect(read({ status, reason, headers, body }).status).toBe(status)
        },
      ),
    )
  })
})
