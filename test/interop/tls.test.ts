import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createNodePlatform } from '../../node/platform.ts'
import {
  connectTls,
  probeHello,
  type TlsConnection,
  type TlsOptions,
  type TlsSession,
} from '../../shared/protocols/tls/index.ts'
import { makeCredentials } from '../wire/tls/peers/certificates.ts'
import { type RunningServer, startGnutls, startNginx, startOpenssl } from './tls/servers.ts'

const { randomBytes, now } = createNodePlatform()
const credentials = await makeCredentials()

async function connectTo(server: RunningServer, options: Partial<TlsOptions> = {}): Promise<TlsConnection> {
  const stream = await server.open()
  return connectTls(stream, { serverName: 'mail.example.com', randomBytes, now, ...options })
}

/** The start of the answer to a request: what there is of it before the connection ends, in whatever way. */
async function get(connection: TlsConnection): Promise<string> {
  await connection.write(new TextEncoder().encode('GET / HTTP/1.0\r\nHost: mail.example.com\r\n\r\n'))
  const decoder = new TextDecoder()
  let text = ''
  while (!text.includes('\r\n\r\n')) {
    const bytes = await connection.read()
    if (!bytes) break
    text += decoder.decode(bytes, { stream: true })
  }
  connection.close()
  return text
}

async function firstSession(server: RunningServer): Promise<TlsSession> {
  const sessions: TlsSession[] = []
  await get(await connectTo(server, { onSession: (session) => sessions.push(session) }))
  const [session] = sessions
  if (!session) throw new Error('the server gave no session')
  return session
}

type Kind = keyof typeof credentials
type Row = readonly [name: string, kind: Kind, options: readonly string[], expected: readonly unknown[]]

const ecdsa256 = 'ecdsa_secp256r1_sha256'
const pss = 'rsa_pss_rsae_sha256'
const legacy = 'rsa_pkcs1_md5_sha1'

function factsOf({ facts }: TlsConnection): readonly unknown[] {
  return [facts.version, facts.cipherSuite.name.slice(4), facts.group?.name, facts.signatureScheme]
}

describe('with openssl s_server', () => {
  const tls12 = (cipher: string) => ['-tls1_2', '-cipher', `${cipher}:@SECLEVEL=0`]
  const older = (version: string, cipher: string) => [version, '-cipher', `${cipher}:@SECLEVEL=0`]
  const rows: readonly Row[] = [
    ['1.3 RSA', 'rsa', ['-tls1_3'], ['1.3', 'AES_128_GCM_SHA256', 'x25519', pss]],
    [
      '1.3 ECDSA',
      'p256',
      ['-tls1_3', '-ciphersuites', 'TLS_CHACHA20_POLY1305_SHA256'],
      ['1.3', 'CHACHA20_POLY1305_SHA256', 'x25519', ecdsa256],
    ],
    [
      '1.3 HelloRetryRequest',
      'rsa',
      ['-tls1_3', '-groups', 'P-384'],
      ['1.3', 'AES_128_GCM_SHA256', 'secp384r1', pss],
    ],
    [
      '1.3 cookie in a HelloRetryRequest',
      'rsa',
      ['-tls1_3', '-stateless'],
      ['1.3', 'AES_128_GCM_SHA256', 'x25519', pss],
    ],
    [
      '1.2 ECDHE-RSA GCM',
      'rsa',
      tls12('ECDHE-RSA-AES128-GCM-SHA256'),
      ['1.2', 'ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'x25519', pss],
    ],
    [
      '1.2 ECDHE-RSA ChaCha20',
      'rsa',
      tls12('ECDHE-RSA-CHACHA20-POLY1305'),
      ['1.2', 'ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'x25519', pss],
    ],
    [
      '1.2 ECDHE-ECDSA GCM',
      'p256',
      tls12('ECDHE-ECDSA-AES256-GCM-SHA384'),
      ['1.2', 'ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'x25519', ecdsa256],
    ],
    [
      '1.2 ECDHE-ECDSA ChaCha20',
      'p256',
      tls12('ECDHE-ECDSA-CHACHA20-POLY1305'),
      ['1.2', 'ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256', 'x25519', ecdsa256],
    ],
    [
      '1.2 CBC SHA-1',
      'rsa',
      tls12('ECDHE-RSA-AES128-SHA'),
      ['1.2', 'ECDHE_RSA_WITH_AES_128_CBC_SHA', 'x25519', pss],
    ],
    [
      '1.2 CBC SHA-256',
      'rsa',
      tls12('ECDHE-RSA-AES128-SHA256'),
      ['1.2', 'ECDHE_RSA_WITH_AES_128_CBC_SHA256', 'x25519', pss],
    ],
    [
      '1.2 CBC SHA-384',
      'rsa',
      tls12('ECDHE-RSA-AES256-SHA384'),
      ['1.2', 'ECDHE_RSA_WITH_AES_256_CBC_SHA384', 'x25519', pss],
    ],
    [
      '1.2 DHE',
      'rsa',
      tls12('DHE-RSA-AES256-GCM-SHA384'),
      ['1.2', 'DHE_RSA_WITH_AES_256_GCM_SHA384', 'dhe', pss],
    ],
    ['1.2 RSA CBC', 'rsa', tls12('AES128-SHA'), ['1.2', 'RSA_WITH_AES_128_CBC_SHA', undefined, undefined]],
    [
      '1.2 RSA GCM',
      'rsa',
      tls12('AES256-GCM-SHA384'),
      ['1.2', 'RSA_WITH_AES_256_GCM_SHA384', undefined, undefined],
    ],
    [
      '1.1 ECDHE CBC',
      'rsa',
      older('-tls1_1', 'ECDHE-RSA-AES128-SHA'),
      ['1.1', 'ECDHE_RSA_WITH_AES_128_CBC_SHA', 'x25519', legacy],
    ],
    [
      '1.1 RSA CBC',
      'rsa',
      older('-tls1_1', 'AES256-SHA'),
      ['1.1', 'RSA_WITH_AES_256_CBC_SHA', undefined, undefined],
    ],
    [
      '1.0 ECDHE CBC',
      'p256',
      older('-tls1', 'ECDHE-ECDSA-AES128-SHA'),
      ['1.0', 'ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 'x25519', 'ecdsa_sha1'],
    ],
    [
      '1.0 RSA CBC',
      'rsa',
      older('-tls1', 'AES128-SHA'),
      ['1.0', 'RSA_WITH_AES_128_CBC_SHA', undefined, undefined],
    ],
  ]

  test.each(rows.map((row) => ({ name: row[0], row })))('$name', async ({ row }) => {
    const [, kind, options, expected] = row
    const server = await startOpenssl(credentials[kind], ['-www', '-quiet', ...options])
    const connection = await connectTo(server)
    expect(factsOf(connection)).toEqual(expected)
    expect(connection.facts.certificates).toHaveLength(2)
    expect(await get(connection)).toContain('200 ok')
    const session = await firstSession(server)
    const resumed = await connectTo(server, { session })
    expect(resumed.facts.resumed).toBe(true)
    expect(await get(resumed)).toContain('200 ok')
  })

  test('resumes by session id', async () => {
    const server = await startOpenssl(credentials.rsa, [
      '-www',
      '-quiet',
      '-no_ticket',
      ...tls12('AES128-SHA'),
    ])
    const session = await firstSession(server)
    expect(session.ticket).toBeUndefined()
    const resumed = await connectTo(server, { session })
    expect(resumed.facts.resumed).toBe(true)
    expect(await get(resumed)).toContain('200 ok')
  })

  test.each([['-tls1_3'], ['-tls1_2']])(
    '%s: a client certificate asked for, and required',
    async (version) => {
      const asking = await startOpenssl(credentials.rsa, ['-www', '-quiet', version, '-verify', '3'])
      const requiring = await startOpenssl(credentials.rsa, ['-www', '-quiet', version, '-Verify', '3'])
      const connection = await connectTo(asking)
      expect(connection.facts.clientCertificateRequested).toBe('handshake')
      expect(await get(connection)).toContain('200 ok')
      await expect(connectTo(requiring).then((refused) => refused.read())).rejects.toMatchObject({
        code: 'tls.client-certificate-required',
      })
    },
  )

  test('1.3: keys are updated in both directions, and a certificate is asked for after the handshake', async () => {
    const server = await startOpenssl(credentials.rsa, ['-tls1_3'])
    const connection = await connectTo(server)
    await say(connection, 'ready')
    await server.said('ready')
    server.type('K')
    await server.said('SSL_do_handshake -> 1')
    server.type('after the keys')
    expect(await readLine(connection)).toBe('after the keys')
    await say(connection, 'under our new keys')
    await server.said('under our new keys')
    server.type('c')
    await server.said('SSL_do_handshake -> 1')
    server.type('after the request')
    expect(await readLine(connection)).toBe('after the request')
    await say(connection, 'after the answer')
    await server.said('after the answer')
    expect(connection.facts.clientCertificateRequested).toBe('post-handshake')
    connection.close()
  })

  test('1.2: a renegotiation is refused, and the error says that it was wanted', async () => {
    const server = await startOpenssl(credentials.rsa, ['-tls1_2'])
    const connection = await connectTo(server)
    await say(connection, 'ready')
    await server.said('ready')
    server.type('R')
    await expect(readLine(connection)).rejects.toMatchObject({ code: 'tls.renegotiation-required' })
  })

  test('bare hellos learn the versions that it takes, and the chain', async () => {
    const server = await startOpenssl(credentials.rsa, ['-www', '-quiet', '-cipher', 'ALL:@SECLEVEL=0'])
    const ask = async (version: '1.0' | '1.1' | '1.2' | '1.3' | 'ssl3') =>
      probeHello(await server.open(), { version, cipherSuites: [0x1301, 0x002f], randomBytes })
    const chain = chainOf(credentials.rsa.certificate)
    for (const version of ['1.0', '1.1', '1.2'] as const)
      expect(await ask(version)).toMatchObject({ accepted: true, version, certificates: chain })
    expect(await ask('1.3')).toMatchObject({ accepted: true, version: '1.3' })
    expect(await ask('ssl3')).toMatchObject({ accepted: false })
  })
})

describe('with gnutls-serv', () => {
  const priority = (list: string) => ['--disable-client-cert', '--priority', list]
  const tls12 = (more: string) => priority(`NORMAL:-VERS-ALL:+VERS-TLS1.2:${more}`)
  const old = (version: string, more: string) => priority(`LEGACY:-VERS-ALL:+VERS-TLS${version}:${more}`)
  const rows: readonly Row[] = [
    [
      '1.3 RSA',
      'rsa',
      priority('NORMAL:-VERS-ALL:+VERS-TLS1.3'),
      ['1.3', 'AES_128_GCM_SHA256', 'x25519', pss],
    ],
    [
      '1.3 ECDSA',
      'p256',
      priority('NORMAL:-VERS-ALL:+VERS-TLS1.3'),
      ['1.3', 'AES_128_GCM_SHA256', 'x25519', ecdsa256],
    ],
    [
      '1.3 HelloRetryRequest',
      'rsa',
      priority('NORMAL:-VERS-ALL:+VERS-TLS1.3:-GROUP-ALL:+GROUP-SECP521R1'),
      ['1.3', 'AES_128_GCM_SHA256', 'secp521r1', pss],
    ],
    [
      '1.2 GCM',
      'rsa',
      tls12('-CIPHER-ALL:+AES-256-GCM:-KX-ALL:+ECDHE-RSA'),
      ['1.2', 'ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'x25519', pss],
    ],
    [
      '1.2 ChaCha20',
      'p256',
      tls12('-CIPHER-ALL:+CHACHA20-POLY1305'),
      ['1.2', 'ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256', 'x25519', ecdsa256],
    ],
    [
      '1.2 CBC',
      'rsa',
      tls12('-CIPHER-ALL:+AES-128-CBC:-KX-ALL:+ECDHE-RSA'),
      ['1.2', 'ECDHE_RSA_WITH_AES_128_CBC_SHA', 'x25519', pss],
    ],
    [
      '1.2 DHE',
      'rsa',
      tls12('-CIPHER-ALL:+AES-128-GCM:-KX-ALL:+DHE-RSA'),
      ['1.2', 'DHE_RSA_WITH_AES_128_GCM_SHA256', 'dhe', pss],
    ],
    [
      '1.2 RSA',
      'rsa',
      tls12('-CIPHER-ALL:+AES-128-GCM:-KX-ALL:+RSA'),
      ['1.2', 'RSA_WITH_AES_128_GCM_SHA256', undefined, undefined],
    ],
    [
      '1.1 CBC',
      'rsa',
      old('1.1', '-KX-ALL:+ECDHE-RSA:-CIPHER-ALL:+AES-256-CBC'),
      ['1.1', 'ECDHE_RSA_WITH_AES_256_CBC_SHA', 'x25519', legacy],
    ],
    [
      '1.0 RSA CBC',
      'rsa',
      old('1.0', '-KX-ALL:+RSA:-CIPHER-ALL:+AES-128-CBC'),
      ['1.0', 'RSA_WITH_AES_128_CBC_SHA', undefined, undefined],
    ],
  ]

  test.each(rows.map((row) => ({ name: row[0], row })))('$name', async ({ row }) => {
    const [, kind, options, expected] = row
    const server = await startGnutls(credentials[kind], options)
    const connection = await connectTo(server)
    expect(factsOf(connection)).toEqual(expected)
    expect(connection.facts.certificates).toEqual(chainOf(credentials[kind].certificate))
    expect(await get(connection)).toContain('200')
    const session = await firstSession(server)
    const resumed = await connectTo(server, { session })
    expect(resumed.facts.resumed).toBe(true)
    expect(await get(resumed)).toContain('200')
  })

  test.each(['1.2', '1.3'])('%s: a client certificate asked for, and required', async (version) => {
    const only = ['--priority', `NORMAL:-VERS-ALL:+VERS-TLS${version}`]
    const asking = await startGnutls(credentials.rsa, only)
    const requiring = await startGnutls(credentials.rsa, [...only, '--require-client-cert'])
    const connection = await connectTo(asking)
    expect(connection.facts.clientCertificateRequested).toBe('handshake')
    expect(await get(connection)).toContain('200')
    await expect(connectTo(requiring).then((refused) => refused.read())).rejects.toMatchObject({
      code: 'tls.client-certificate-required',
    })
  })
})

describe('with nginx', () => {
  const settings = [
    ['ssl_protocols TLSv1.3;', 'rsa'],
    ['ssl_protocols TLSv1.3; ssl_ecdh_curve secp384r1;', 'p256'],
    ['ssl_protocols TLSv1.2; ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256;', 'rsa'],
    ['ssl_protocols TLSv1.2; ssl_ciphers ECDHE-ECDSA-CHACHA20-POLY1305;', 'p384'],
    ['ssl_protocols TLSv1.2; ssl_ciphers AES256-SHA256;', 'rsa'],
    ['ssl_protocols TLSv1.1; ssl_ciphers ECDHE-RSA-AES128-SHA:@SECLEVEL=0;', 'rsa'],
    ['ssl_protocols TLSv1; ssl_ciphers AES128-SHA:@SECLEVEL=0;', 'rsa'],
  ] as const

  test.each(settings)(
    '"%s": version, suite and chain are those that openssl s_client reports',
    async (options, kind) => {
      const server = await startNginx(credentials[kind], options)
      const connection = await connectTo(server)
      const seen = seenByOpenssl(server.port)
      expect(`TLSv${connection.facts.version}`.replace('v1.0', 'v1')).toBe(seen.version)
      expect(connection.facts.cipherSuite.name).toBe(seen.suite)
      expect(connection.facts.certificates).toEqual(seen.chain)
      expect(await get(connection)).toContain('200 OK')
    },
  )

  test('a session is resumed, and a required client certificate is noted', async () => {
    const options = 'ssl_session_cache builtin:10; ssl_verify_client optional_no_ca;'
    const server = await startNginx(credentials.rsa, options)
    const connection = await connectTo(server)
    expect(connection.facts.clientCertificateRequested).toBe('handshake')
    connection.close()
    const resumed = await connectTo(server, { session: await firstSession(server) })
    expect(resumed.facts.resumed).toBe(true)
    expect(await get(resumed)).toContain('200 OK')
  })
})

/** OpenSSL's names of the suites, with the registered ones. */
const suiteNames = new Map(
  execFileSync('openssl', ['ciphers', '-stdname', 'ALL:@SECLEVEL=0'], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.split(/ +(?:- )?/))
    .map(([registered = '', own = '']) => [own, registered]),
)

/** Version, suite and chain, as `openssl s_client` prints them. */
function seenByOpenssl(port: number) {
  const address = ['-connect', `127.0.0.1:${port}`, '-servername', 'mail.example.com']
  const suites = ['-ciphersuites', 'TLS_AES_128_GCM_SHA256', '-cipher', 'ALL:@SECLEVEL=0']
  const output = execFileSync('openssl', ['s_client', ...address, ...suites, '-showcerts'], {
    input: '',
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  // Up to TLS 1.2 the version that is meant is that of the session, not that the suite dates from.
  const [, version = ''] =
    /^ *Protocol *: *(\S+)/m.exec(output) ?? /^New, (\S+), Cipher is/m.exec(output) ?? []
  const [, cipher = ''] = /Cipher is (\S+)/.exec(output) ?? []
  return { version, suite: suiteNames.get(cipher), chain: chainOf(output) }
}

function chainOf(pem: string): readonly Uint8Array[] {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  return certificates.map((one) => new Uint8Array(new X509Certificate(one).raw))
}

async function say(connection: TlsConnection, line: string): Promise<void> {
  await connection.write(new TextEncoder().encode(`${line}\n`))
}

async function readLine(connection: TlsConnection): Promise<string> {
  let text = ''
  while (!text.includes('\n')) {
    const bytes = await connection.read()
    if (!bytes) break
    text += new TextDecoder().decode(bytes)
  }
  return text.trimEnd()
}
