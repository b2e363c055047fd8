import { describe, expect, test } from 'vitest'
import { examine, HOST } from './examine.ts'
import { exchange, ntlmChallenge } from './exchange-behaviour.ts'
import { type Asked, reply, type Said } from './raw-server.ts'

const html = 'Content-Type: text/html'
const isVerb = ({ method }: Asked) => method.startsWith('RPC_')
const isChannel = (asked: Asked) => asked.headers.get('content-length') === '1073741824'
const under =
  (...directories: readonly string[]) =>
  ({ path }: Asked) =>
    directories.some((directory) => path.startsWith(`/${directory}/`)) && !path.endsWith('/healthcheck.htm')

/** An Exchange in good health, but for the requests that the condition picks. */
const but = (picks: (asked: Asked) => boolean, said: Said) =>
  exchange({}, (asked) => (picks(asked) ? said : undefined))

describe('a healthy host', () => {
  test('raises nothing above info, and tells its version and its inner names', async () => {
    const { report, facts, faults, infos } = await examine(exchange())
    expect(faults).toEqual([])
    expect(infos).toEqual(['internal-names-leaked'])
    expect(report.verdict.outcome).toBe('works')
    expect(facts).toMatchObject({
      exchange: true,
      generation: 'se',
      build: '15.2.2562.29',
      ntlm: { nbDomainName: 'CORP', nbComputerName: 'EX01' },
      directories: {
        rpc: { answers: 'challenge', schemes: ['Negotiate', 'NTLM', 'Basic'] },
        mapi: { answers: 'challenge' },
        owa: { answers: 'redirect' },
      },
    })
  })

  test('is asked each question once', async () => {
    const { logs } = await examine(exchange())
    const questions = logs[0]?.filter((line) => line === 'RPC_OUT_DATA /rpc/rpcproxy.dll')
    expect(questions).toHaveLength(1)
  })

  test('sets cookies, of which the report holds names and attributes alone', async () => {
    const healthy = exchange()
    const { report } = await examine((asked) =>
      healthy(asked).replace('\r\n', '\r\nSet-Cookie: X-Node=secret-of-a-balancer; path=/; HttpOnly\r\n'),
    )
    const text = JSON.stringify(report)
    expect(text).toContain('"X-Node=(blotted out); path=/; HttpOnly"')
    expect(text).not.toContain('secret-of-a-balancer')
  })

  test('may keep Outlook on the web, the admin centre and ActiveSync from the internet', async () => {
    const { faults } = await examine(but(under('owa', 'ecp'), reply('403 Forbidden', [html])))
    expect(faults).toEqual([])
  })

  test('may hide its health checks', async () => {
    const { faults } = await examine(
      but(({ path }) => path.endsWith('/healthcheck.htm'), reply('403 Forbidden', [html])),
    )
    expect(faults).toEqual([])
  })

  test('of 2010, whose site sends everything unknown to Outlook on the web, has no /mapi to miss', async () => {
    const old = exchange({ owaVersion: '14.3.513.0', schemes: ['NTLM', 'Basic realm="x"'] }, (asked) =>
      under('mapi')(asked) || asked.path.endsWith('/healthcheck.htm')
        ? reply('302 Found', ['Server: Microsoft-IIS/7.5', `Location: https://${HOST}/owa`])
        : undefined,
    )
    const { faults, infos, facts } = await examine(old)
    expect(faults).toEqual([])
    expect(infos).toContain('version-unsupported')
    expect(facts?.generation).toBe('2010')
  })
})

/** What is wrong, in the words of who runs the server, what answers so, and all that may be said of it above info. */
const broken: readonly [name: string, behaviour: ReturnType<typeof exchange>, faults: readonly string[]][] = [
  [
    'a proxy that knows no verb but those of browsers',
    but(isVerb, reply('405 Method Not Allowed', ['Server: Apache', 'Allow: GET,HEAD,POST,OPTIONS'])),
    ['error rpc-method-not-allowed'],
  ],
  [
    'a server that has not implemented the verbs',
    but(isVerb, reply('501 Not Implemented', ['Server: Apache'])),
    ['error rpc-method-not-allowed'],
  ],
  [
    'request filtering that lists the verbs (404.6)',
    but(isVerb, reply('404 Not Found', ['Server: Microsoft-IIS/10.0', html], 'HTTP Error 404.6 - Not Found')),
    ['error rpc-request-rejected'],
  ],
  [
    'a proxy that calls the verbs a bad request',
    but(isVerb, reply('400 Bad request')),
    ['error rpc-request-rejected'],
  ],
  ['a firewall that ends connections with the verbs', but(isVerb, 'close'), ['error rpc-request-rejected']],
  [
    'a limit on bodies, as nginx has one',
    but(isChannel, reply('413 Request Entity Too Large', ['Server: nginx'])),
    ['error rpc-request-rejected'],
  ],
  [
    'a limit on bodies, as request filtering has one (404.13)',
    but(isChannel, reply('404 Not Found', ['Server: Microsoft-IIS/10.0', html], 'HTTP Error 404.13')),
    ['error rpc-request-rejected'],
  ],
  ['a proxy that ends connections with long bodies', but(isChannel, 'close'), ['error rpc-request-rejected']],
  ['a proxy that waits for the whole body', but(isChannel, 'silence'), ['error rpc-channel-buffered']],
  [
    'TMG that denies paths',
    but(
      under('rpc', 'mapi', 'ews', 'oab'),
      reply('403 Forbidden ( The server denied the specified Uniform Resource Locator (URL). )', [html]),
    ),
    ['error publishing-rule-denied'],
  ],
  [
    'a gateway that sends people to its form',
    but(under('rpc', 'ews'), reply('302 Found', ['Location: https://adfs.contoso.test/adfs/ls/?wa=x'])),
    ['error preauthentication-page'],
  ],
  [
    'a gateway that shows its form',
    but(under('rpc'), reply('200 OK', [html], '<form><input type="password"></form>')),
    ['error preauthentication-page'],
  ],
  [
    'the redirect of the site, passed down to its directories',
    but(
      under('rpc', 'ews'),
      reply('302 Found', ['Server: Microsoft-IIS/10.0', `Location: https://${HOST}/owa`]),
    ),
    ['error unexpected-redirect'],
  ],
  [
    'a balancer that takes TLS off',
    but(under('ews'), reply('403 Forbidden', [html], '403.4 - Forbidden: SSL is required')),
    ['error ssl-required'],
  ],
  [
    'a publishing rule with another inner name',
    but(under('rpc'), reply('500 Internal Server Error', [html], 'Error Code: 500 (-2146893022)')),
    ['error publishing-inner-name'],
  ],
  [
    'a stopped application pool',
    but(under('rpc'), reply('503 Service Unavailable', ['Server: Microsoft-HTTPAPI/2.0'])),
    ['error service-unavailable'],
  ],
  [
    'Outlook on the web that does not run, which Outlook can do without',
    but(under('owa'), reply('503 Service Unavailable', ['Server: Microsoft-HTTPAPI/2.0'])),
    ['warning service-unavailable'],
  ],
  [
    'no RPC proxy, and no MAPI',
    but(under('rpc', 'mapi'), reply('404 Not Found')),
    ['error rpc-proxy-missing'],
  ],
  [
    'a directory that broke with an update',
    but(under('ews'), reply('500 Internal Server Error', ['Server: Microsoft-IIS/10.0'])),
    ['error virtual-directory-broken'],
  ],
  [
    'a server that is too busy',
    but(isVerb, 'HTTP/1.1 503 RPC Error: 6bb\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n'),
    ['warning throttled'],
  ],
  [
    'a page about maintenance in front of everything, that says when to come back',
    () => reply('503 Service Unavailable', [html, 'Retry-After: 3600'], 'Back soon'),
    ['error service-unavailable'],
  ],
  [
    'the same in front of what Outlook needs alone',
    but(
      under('rpc', 'mapi', 'ews', 'oab'),
      reply('503 Service Unavailable', [html, 'Retry-After: 3600'], 'Back soon'),
    ),
    ['error service-unavailable'],
  ],
  [
    'one directory that asks to come back later',
    but(under('ews'), reply('503 Service Unavailable', [html, 'Retry-After: 30'])),
    ['warning throttled'],
  ],
  [
    'a service that maintenance left switched off',
    exchange({}, ({ path }) =>
      path.startsWith('/rpc/') ? reply('503 Service Unavailable', ['X-FEServer: EX01']) : undefined,
    ),
    ['error component-inactive'],
  ],
  [
    'a proxy that takes WWW-Authenticate out',
    but(under('rpc', 'ews'), reply('401 Unauthorized', ['Server: nginx'])),
    ['error auth-none-offered'],
  ],
  [
    'anonymous access to the RPC proxy',
    but(
      isVerb,
      reply(
        '200 Success',
        ['Content-Type: application/rpc'],
        '\x05\0\x14\x03\x10\0\0\0\x14\0\0\0\0\0\0\0\x40\0\0\0',
      ),
    ),
    ['error auth-anonymous-allowed'],
  ],
  [
    'anonymous access to MAPI over HTTP',
    but(under('mapi'), reply('200 OK', ['Content-Type: application/mapi-http', 'X-ResponseCode: 0'])),
    ['error auth-anonymous-allowed'],
  ],
  [
    'anonymous access to the web services',
    but(under('ews'), reply('302 Found', ['Location: /EWS/Services.wsdl'])),
    ['error auth-anonymous-allowed'],
  ],
  ['a clock that is behind', exchange({ clockAheadMinutes: -12 }), ['warning clock-skew']],
  [
    'modern authentication on two directories of three',
    exchange({ issuerOn: ['/ews', '/autodiscover'] }),
    ['warning modern-auth-broken'],
  ],
]

describe.concurrent('a broken host has exactly its own findings', () => {
  test.each(broken)('%s', async (_, behaviour, faults) => {
    expect((await examine(behaviour)).faults).toEqual(faults)
  })
})

describe('one fault is told from another', () => {
  test('a refused verb: what is allowed, who says so, and that GET gets through', async () => {
    const { report } = await examine(
      but(isVerb, reply('405 Method Not Allowed', ['Server: Apache/2.4.62', 'Allow: GET,HEAD,POST,OPTIONS'])),
    )
    expect(report.findings.find(({ code }) => code === 'rpc-method-not-allowed')?.values).toEqual({
      host: HOST,
      status: 405,
      product: 'apache',
      allow: 'GET,HEAD,POST,OPTIONS',
      getStatus: 401,
    })
  })

  test('denied paths are one finding that names them all, and who denies them', async () => {
    const { report } = await examine(
      but(
        under('rpc', 'mapi', 'ews', 'oab'),
        reply('403 Forbidden ( The server denied the specified Uniform Resource Locator (URL). )', [html]),
      ),
    )
    expect(report.findings.find(({ code }) => code === 'publishing-rule-denied')?.values).toEqual({
      host: HOST,
      product: 'tmg',
      paths: ['/rpc/rpcproxy.dll', '/mapi/emsmdb/', '/ews/exchange.asmx', '/oab/'],
    })
  })

  test('who is too busy is not asked further', async () => {
    const { logs } = await examine(but(isVerb, 'HTTP/1.1 503 RPC Error: 6bb\r\nContent-Length: 0\r\n\r\n'))
    expect(logs[0]?.filter((line) => line.startsWith('RPC_'))).toHaveLength(2)
    expect(logs[0]).not.toContain('POST /ews/exchange.asmx')
  })

  test('no RPC proxy is no fault where MAPI over HTTP works, unless Autodiscover sends Outlook there', async () => {
    const behaviour = but(under('rpc'), reply('404 Not Found', ['Server: Microsoft-IIS/10.0']))
    const alone = await examine(behaviour)
    expect(alone.faults).toEqual([])
    expect(alone.infos).toContain('rpc-proxy-missing')
    expect((await examine(behaviour, { rpc: true })).faults).toEqual(['error rpc-proxy-missing'])
  })

  test('a /mapi that is not published is a fault once Autodiscover hands it out', async () => {
    const behaviour = but(under('mapi'), reply('404 Not Found', ['Server: nginx']))
    const alone = await examine(behaviour)
    expect(alone.faults).toEqual([])
    expect(alone.infos).toContain('mapi-path-not-published')
    expect((await examine(behaviour, { mapi: true })).faults).toEqual(['error mapi-path-not-published'])
  })

  test('a filter that lets Outlook in is a fact, not a fault', async () => {
    const filter = exchange({}, (asked) =>
      asked.headers.get('user-agent')?.startsWith('outpost') ? reply('403 Forbidden') : undefined,
    )
    const { faults, infos } = await examine(filter)
    expect(faults).toEqual([])
    expect(infos).toContain('user-agent-filtered')
  })

  test('a filter that keeps Outlook out is named as the cause of the denial', async () => {
    const filter = exchange({}, (asked) =>
      asked.headers.get('user-agent') === 'MSRPC' ? reply('403 Forbidden') : undefined,
    )
    const { report, faults } = await examine(filter)
    expect(faults).toEqual(['error publishing-rule-denied'])
    const id = report.findings.find(({ code }) => code === 'user-agent-filtered')?.id
    expect(report.findings.find(({ code }) => code === 'publishing-rule-denied')?.causedBy).toEqual([id])
  })

  test('ActiveSync with Windows authentication, and Outlook on the web under another name, are facts', async () => {
    const { faults, infos } = await examine(
      exchange({}, ({ path }) =>
        path === '/microsoft-server-activesync'
          ? reply('401 Unauthorized', ['WWW-Authenticate: Negotiate', 'WWW-Authenticate: NTLM'])
          : path === '/owa/'
            ? reply('302 Found', ['Location: https://webmail.contoso.test/owa/', 'X-FEServer: EX01'])
            : undefined,
      ),
    )
    expect(faults).toEqual([])
    expect(infos).toEqual(
      expect.arrayContaining(['auth-activesync-scheme', 'namespace-not-shared', 'internal-names-leaked']),
    )
  })
})

describe('NTLM', () => {
  const withToken = ({ headers }: Asked) => headers.get('authorization')?.startsWith('NTLM') === true

  test('within SPNEGO tells the names as well, where Negotiate takes nothing else', async () => {
    const windows = under('rpc', 'mapi', 'ews', 'oab', 'autodiscover')
    const { facts, faults } = await examine(
      exchange({}, (asked) => {
        if (!windows(asked)) return undefined
        const isInit = asked.headers.get('authorization')?.startsWith('Negotiate YE') === true
        const token = isInit ? ` ${spnegoAround(ntlmChallenge()).toString('base64')}` : ''
        return reply('401 Unauthorized', ['X-FEServer: EX01', `WWW-Authenticate: Negotiate${token}`])
      }),
    )
    expect(faults).toEqual([])
    expect(facts).toMatchObject({ ntlm: { nbDomainName: 'CORP', nbComputerName: 'EX01' } })
  })

  test('cannot complete where the connection ends behind the challenge', async () => {
    const closing = exchange()
    const { faults, report } = await examine((asked) => {
      const said = closing(asked)
      return withToken(asked) ? said.replace('\r\n', '\r\nConnection: close\r\n') : said
    })
    expect(faults).toEqual(['error ntlm-connection-not-kept'])
    expect(report.findings.find(({ code }) => code === 'ntlm-connection-not-kept')?.values).toMatchObject({
      how: 'ends',
    })
  })

  test('cannot complete where the requests of one connection reach different servers', async () => {
    const nodes = [exchange({ computer: 'EX01' }), exchange({ computer: 'EX02' })]
    const { faults, report } = await examine((asked) => nodes[asked.before % 2]?.(asked) ?? 'close')
    expect(faults).toEqual(['error ntlm-connection-not-kept'])
    expect(report.findings.find(({ code }) => code === 'ntlm-connection-not-kept')?.values).toMatchObject({
      how: 'shared',
      computers: ['EX01', 'EX02'],
    })
  })

  test('may be answered by several servers, as long as each connection stays with one', async () => {
    let connections = 0
    const nodes = [exchange({ computer: 'EX01' }), exchange({ computer: 'EX02' })]
    const { faults } = await examine((asked) => {
      if (asked.before === 0) connections += 1
      return withToken(asked) ? (nodes[0]?.(asked) ?? 'close') : (nodes[connections % 2]?.(asked) ?? 'close')
    })
    expect(faults).toEqual([])
  })

  test('asked for by a gateway of another domain cannot be passed on', async () => {
    const gateway = exchange({ computer: 'TMG01', domain: 'DMZ', forest: 'dmz.test' })
    const inside = exchange()
    const { faults } = await examine((asked) =>
      asked.path.startsWith('/rpc/') ? gateway(asked) : inside(asked),
    )
    expect(faults).toEqual(['error ntlm-proxy-realm'])
  })
})

describe('several addresses', () => {
  test('that offer different schemes are named', async () => {
    const { faults, report } = await examine([
      exchange(),
      exchange({ schemes: ['Basic realm="x"'] }),
      exchange(),
    ])
    expect(faults).toEqual(['warning address-inconsistent'])
    expect(report.findings.find(({ code }) => code === 'address-inconsistent')?.values).toMatchObject({
      difference: 'authentication',
      odd: ['192.0.2.11'],
      others: ['192.0.2.10', '192.0.2.12'],
    })
  })
})

describe('no answer', () => {
  const settingsFrame = '\0\0\0\x04\0\0\0\0\0'

  test('in HTTP/1.1 from a front that speaks HTTP/2 alone says so, and the verdict is open', async () => {
    const { faults, report } = await examine(() => settingsFrame, undefined, {
      ALPNProtocols: ['h2', 'http/1.1'],
    })
    expect(faults).toEqual(['warning http2-front'])
    expect(report.verdict.outcome).toBe('unknown')
  })

  test('from a server that ends every connection is no finding, and the verdict is open', async () => {
    const { faults, report } = await examine(() => 'close')
    expect(faults).toEqual([])
    expect(report.verdict.outcome).toBe('unknown')
  })
})

/** NegTokenResp: accept-incomplete, NTLM, its CHALLENGE (RFC 4178 section 4.2.2). */
function spnegoAround(challenge: string): Buffer {
  const state = Buffer.from('a0030a0101', 'hex')
  const mechanism = Buffer.from('a10c060a2b06010401823702020a', 'hex')
  const token = der(0xa2, der(0x04, Buffer.from(challenge, 'base64')))
  return der(0xa1, der(0x30, state, mechanism, token))
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}
