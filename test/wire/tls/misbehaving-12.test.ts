import { describe, expect, inject, test } from 'vitest'
import { connectTls, type TlsConnection, type TlsSession } from '../../../shared/protocols/tls/index.ts'
import { failure, type Options, withDefaults } from './peers/client.ts'
import { connectedStreams, streamSaying } from './peers/memory-stream.ts'
import { type Behaviour12, Server12 } from './peers/server12.ts'
import {
  ascii,
  bytes,
  extension,
  type HelloContent,
  handshakeMessage,
  record,
  serverHello,
  u16,
  vector24,
} from './peers/wire.ts'

const renegotiationInfo = extension(0xff01, bytes(0))

function meet(behaviour: Partial<Behaviour12> = {}, options = {}) {
  const [ours, theirs] = connectedStreams()
  const server = new Server12(theirs, { ...inject('tlsServers').credentials.rsa, ...behaviour })
  const serving = server.handshake()
  serving.catch(() => {})
  return { server, serving, connecting: connectTls(ours, withDefaults(options)) }
}

async function established() {
  const { server, serving, connecting } = meet()
  const [connection] = await Promise.all([connecting, serving])
  return { server, connection }
}

async function readText(connection: TlsConnection): Promise<string | null> {
  const read = await connection.read()
  return read && new TextDecoder().decode(read)
}

describe('a sane server of the tests', () => {
  test('is met', async () => {
    const { server, connection } = await established()
    expect(connection.facts).toMatchObject({ version: '1.2', secureRenegotiation: true })
    await server.records.send(23, ascii('hello'))
    expect(await readText(connection)).toBe('hello')
  })

  test('that does not know renegotiation_info is met too, and that is noted', async () => {
    const { connecting, serving } = meet({ hello: { extensions: [] } })
    const [connection] = await Promise.all([connecting, serving])
    expect(connection.facts.secureRenegotiation).toBe(false)
  })
})

describe('refuses a server', () => {
  test("that signs with a key not its certificate's", async () => {
    const { key } = inject('tlsServers').credentials.other
    const error = await failure(meet({ key }).connecting)
    expect(error.code).toBe('tls.signature-invalid')
    expect(error.facts.certificates).toHaveLength(2)
  })

  test.each<readonly [what: string, behaviour: Partial<Behaviour12>, code: string]>([
    ['that names a scheme not offered', { scheme: 0x0840 }, 'tls.scheme-not-offered'],
    ['that names a scheme of another key', { scheme: 0x0403 }, 'tls.key-unsuitable'],
    ['that names a group not offered', { group: 30 }, 'tls.group-not-offered'],
    ['whose share does not fit the group', { group: 23 }, 'tls.key-exchange-invalid'],
    ['that leaves its key share out', { leavesOut: 'server-key-exchange' }, 'tls.unexpected-message'],
    ['whose chain is empty', { chain: [] }, 'tls.certificate-missing'],
    ['whose certificate is none', { chain: [btoa('no')] }, 'tls.certificate-unreadable'],
    ['whose Finished is wrong', { finished: new Uint8Array(12) }, 'tls.finished-wrong'],
    ['whose Finished is empty', { finished: bytes() }, 'tls.finished-wrong'],
    ['that finishes without its keys', { leavesOut: 'change-cipher-spec' }, 'tls.unexpected-message'],
    ['that chooses a suite for other keys', { hello: { suite: 0xc02b } }, 'tls.key-unsuitable'],
  ])('%s', async (_, behaviour, code) => {
    const error = await failure(meet(behaviour).connecting)
    expect(error.code).toBe(code)
    expect(error.alert).toMatchObject({ level: 'fatal', sent: true })
  })
})

describe('refuses a hello', () => {
  type Row = readonly [what: string, hello: HelloContent, code: string, options?: Options]

  const rows: readonly Row[] = [
    ['of SSL 3.0', { version: 0x0300 }, 'tls.version-not-offered'],
    ['of a version that is none', { version: 0x0305 }, 'tls.version-not-offered'],
    ['older than was offered', { version: 0x0302 }, 'tls.version-not-offered', { minVersion: '1.2' }],
    ['newer than was offered', { version: 0x0303 }, 'tls.version-not-offered', { maxVersion: '1.1' }],
    [
      'with a suite not offered',
      { suite: 0xc02f },
      'tls.suite-not-offered',
      { cipherSuites: [0x1301, 0xc030] },
    ],
    ['with a suite that nobody offers', { suite: 0x0005 }, 'tls.suite-not-offered'],
    ['with a suite of TLS 1.3', { suite: 0x1301 }, 'tls.suite-not-offered'],
    ['with a suite that its version lacks', { version: 0x0302, suite: 0xc02f }, 'tls.suite-not-offered'],
    ['that compresses', { compression: 1 }, 'tls.compression-not-offered'],
    ['with an answer to what was not asked', { extensions: [extension(42)] }, 'tls.extension-not-offered'],
    ['with a cookie', { extensions: [extension(44, u16(0))] }, 'tls.extension-not-offered'],
    ['with an answer given twice', { extensions: [renegotiationInfo, renegotiationInfo] }, 'tls.malformed'],
    [
      'with a protocol not offered',
      { extensions: [extension(16, bytes(0, 3, 2, 104, 50))] },
      'tls.extension-not-offered',
    ],
    [
      'that takes this for a renegotiation',
      { extensions: [extension(0xff01, bytes(12, new Uint8Array(12)))] },
      'tls.renegotiation-info-wrong',
    ],
    [
      'whose renegotiation_info is empty',
      { extensions: [extension(0xff01)] },
      'tls.renegotiation-info-wrong',
    ],
    [
      'with the sentinel of a server that speaks TLS 1.3',
      { random: bytes(new Uint8Array(24), '444f574e47524401') },
      'tls.downgrade',
    ],
    [
      'with the sentinel of a server that speaks TLS 1.2',
      { version: 0x0302, suite: 0xc013, random: bytes(new Uint8Array(24), '444f574e47524400') },
      'tls.downgrade',
    ],
    [
      'with the sentinel of TLS 1.2, when no more than that was offered',
      { version: 0x0301, suite: 0xc013, random: bytes(new Uint8Array(24), '444f574e47524400') },
      'tls.downgrade',
      { maxVersion: '1.2' },
    ],
    ['with a session id too long', { sessionId: new Uint8Array(33) }, 'tls.malformed'],
  ]

  test.each(rows.map((row) => ({ what: row[0], row })))('$what', async ({ row }) => {
    const [, hello, code, options = {}] = row
    const answer = record(22, serverHello(hello), hello.version ?? 0x0303)
    const error = await failure(connectTls(streamSaying(answer), withDefaults(options)))
    expect(error.code).toBe(code)
    expect(error.alert).toMatchObject({ level: 'fatal', sent: true })
  })

  test('that repeats our session id although no session was offered', async () => {
    const [ours, theirs] = connectedStreams()
    const connecting = failure(connectTls(ours, withDefaults({})))
    const hello = (await theirs.read()) ?? bytes()
    const sessionId = hello.slice(44, 44 + 32)
    await theirs.write(record(22, serverHello({ sessionId })))
    expect((await connecting).code).toBe('tls.session-not-offered')
  })

  test.each<readonly [how: string, hello: HelloContent, code: string]>([
    ['without its extended master secret', { suite: 0xc02f }, 'tls.extended-master-secret-wrong'],
    ['with another suite', { suite: 0xc030, extensions: [extension(23)] }, 'tls.session-not-offered'],
    [
      'with another version',
      { version: 0x0302, suite: 0xc013, extensions: [extension(23)] },
      'tls.session-not-offered',
    ],
  ])('that resumes a session %s', async (_, hello, code) => {
    const sessionId = new Uint8Array(32).fill(3)
    const session: TlsSession = {
      version: '1.2',
      cipherSuite: 0xc02f,
      serverName: 'mail.example.com',
      secret: new Uint8Array(48),
      sessionId,
      extendedMasterSecret: true,
      certificates: [],
      receivedAt: 0,
      lifetime: 10,
    }
    const answer = record(22, serverHello({ sessionId, ...hello }), hello.version)
    const options = withDefaults({ session, now: () => 1 })
    expect((await failure(connectTls(streamSaying(answer), options))).code).toBe(code)
  })

  test('that goes on behind its end, or ends too early', async () => {
    for (const [body, code] of [
      [bytes(serverHello().slice(4), 0), 'tls.trailing'],
      [serverHello().slice(4, -1), 'tls.truncated'],
    ] as const) {
      const stream = streamSaying(record(22, handshakeMessage(2, body)))
      expect((await failure(connectTls(stream, withDefaults({})))).code).toBe(code)
    }
  })
})

describe('out of its place', () => {
  const hello = serverHello({ suite: 0x009c })

  test.each<readonly [what: string, answer: Uint8Array, code: string]>([
    ['application data', record(23, bytes(1)), 'tls.unexpected-message'],
    ['change_cipher_spec', record(20, bytes(1)), 'tls.unexpected-message'],
    ['Finished', record(22, handshakeMessage(20, bytes())), 'tls.unexpected-message'],
    [
      'a key exchange that RSA does without',
      record(22, handshakeMessage(12, bytes(1))),
      'tls.unexpected-message',
    ],
    [
      'a record of another version',
      record(22, handshakeMessage(11, vector24(bytes())), 0x0301),
      'tls.malformed',
    ],
    ['a record of an unknown type', record(99, bytes(1)), 'tls.malformed'],
    [
      'an alert within a message',
      bytes(record(22, bytes(11, 0)), record(21, bytes(2, 40))),
      'tls.unexpected-message',
    ],
    ['the end', bytes(), 'tls.closed'],
    ['close_notify', record(21, bytes(1, 0)), 'tls.closed'],
    ['a fatal alert', record(21, bytes(2, 40)), 'tls.alert'],
    [
      'warnings without end',
      bytes(...Array.from({ length: 70 }, () => record(21, bytes(1, 112)))),
      'tls.flood',
    ],
    [
      'empty records without end',
      bytes(...Array.from({ length: 70 }, () => record(22, bytes()))),
      'tls.flood',
    ],
    [
      'requests for a renegotiation without end',
      bytes(...Array.from({ length: 70 }, () => record(22, handshakeMessage(0, bytes())))),
      'tls.flood',
    ],
  ])('%s in place of the certificate', async (_, answer, code) => {
    const error = await failure(connectTls(streamSaying(record(22, hello), answer), withDefaults({})))
    expect(error.code).toBe(code)
    expect(error.facts).toMatchObject({ version: '1.2' })
  })

  test('a message in many records, each of one byte, is read all the same', async () => {
    const pieces = Array.from(hello, (byte) => record(22, bytes(byte)))
    const answer = bytes(...pieces, record(21, bytes(2, 80)))
    const split = Array.from(answer, (byte) => bytes(byte))
    const error = await failure(connectTls(streamSaying(...split), withDefaults({})))
    expect(error).toMatchObject({ code: 'tls.alert', facts: { version: '1.2' } })
  })
})

describe('a server that asks for a renegotiation', () => {
  test('is told no, and may go on', async () => {
    const { server, connection } = await established()
    await server.records.send(22, handshakeMessage(0, bytes()))
    await server.records.send(23, ascii('403.7'))
    expect(await readText(connection)).toBe('403.7')
    expect(await server.records.receive()).toEqual({ type: 21, content: bytes(1, 100) })
    expect(connection.facts.clientCertificateRequested).toBe('renegotiation')
    await server.records.end()
    expect((await failure(connection.read())).code).toBe('tls.closed-without-notify')
  })

  test.each<readonly [how: string, end: (server: Server12) => Promise<void>]>([
    ['close_notify', (server) => server.records.send(21, bytes(1, 0))],
    ['a fatal alert', (server) => server.records.send(21, bytes(2, 40))],
    ['the end of the connection', (server) => server.records.end()],
  ])('and answers our no by %s: the error says what it wanted', async (_, end) => {
    const { server, connection } = await established()
    await server.records.send(22, handshakeMessage(0, bytes()))
    await end(server)
    const error = await failure(connection.read())
    expect(error.code).toBe('tls.renegotiation-required')
    expect(error.facts.clientCertificateRequested).toBe('renegotiation')
  })
})

test('an alert in place of a hello says why', async () => {
  const stream = streamSaying(record(21, bytes(2, 70), 0x0301))
  const error = await failure(connectTls(stream, withDefaults({})))
  expect(error).toMatchObject({
    code: 'tls.alert',
    facts: {},
    alert: { level: 'fatal', code: 70, description: 'protocol_version', sent: false },
  })
})
