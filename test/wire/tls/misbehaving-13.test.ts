import { describe, expect, inject, test } from 'vitest'
import { connectTls, type TlsConnection, type TlsSession } from '../../../shared/protocols/tls/index.ts'
import { failure, withDefaults } from './peers/client.ts'
import { connectedStreams } from './peers/memory-stream.ts'
import { RecordStream } from './peers/record-stream.ts'
import { type Behaviour13, Server13 } from './peers/server13.ts'
import {
  ascii,
  bytes,
  extension,
  type HelloContent,
  handshakeMessage,
  readClientHello,
  serverHello,
  u16,
  vector8,
  vector16,
} from './peers/wire.ts'

/** The client, and a server of the tests that behaves like this. */
function meet(behaviour: Partial<Behaviour13> = {}, options = {}) {
  const [ours, theirs] = connectedStreams()
  const server = new Server13(theirs, { ...inject('tlsServers').credentials.rsa, ...behaviour })
  const serving = server.handshake()
  // A client that refuses ends the server too; which of them was right shows on the client's side.
  serving.catch(() => {})
  return { server, serving, connecting: connectTls(ours, withDefaults(options)) }
}

async function established(behaviour: Partial<Behaviour13> = {}) {
  const { server, serving, connecting } = meet(behaviour)
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
    expect(connection.facts).toMatchObject({ version: '1.3', signatureScheme: 'rsa_pss_rsae_sha256' })
    await server.sendPadded(ascii('hello'), 0)
    expect(await readText(connection)).toBe('hello')
    await connection.write(ascii('hello you'))
    expect(await server.records.receive()).toEqual({ type: 23, content: ascii('hello you') })
  })
})

describe('refuses a server', () => {
  test("that signs with a key not its certificate's", async () => {
    const { key } = inject('tlsServers').credentials.other
    const error = await failure(meet({ key }).connecting)
    expect(error.code).toBe('tls.signature-invalid')
    expect(error.alert).toMatchObject({ description: 'decrypt_error', sent: true })
    expect(error.facts.certificates).toHaveLength(2)
  })

  test.each<readonly [what: string, behaviour: Partial<Behaviour13>, code: string]>([
    ['that signs another handshake', { signs: new Uint8Array(32) }, 'tls.signature-invalid'],
    ['that names a scheme not offered', { scheme: 0x0840 }, 'tls.scheme-not-offered'],
    ['that signs by PKCS #1, which TLS 1.3 forbids', { scheme: 0x0401 }, 'tls.scheme-not-offered'],
    ['that signs with SHA-1', { scheme: 0x0203 }, 'tls.scheme-not-offered'],
    ['that names a scheme of another key', { scheme: 0x0403 }, 'tls.key-unsuitable'],
    ['that names the scheme of keys for PSS alone', { scheme: 0x0809 }, 'tls.key-unsuitable'],
    ['that shows no certificate', { leavesOut: 'certificate' }, 'tls.unexpected-message'],
    ['that proves no ownership', { leavesOut: 'certificate-verify' }, 'tls.unexpected-message'],
    ['whose chain is empty', { chain: [] }, 'tls.certificate-missing'],
    ['whose certificate is none', { chain: [btoa('no certificate')] }, 'tls.certificate-unreadable'],
    ['whose Finished is wrong', { finished: new Uint8Array(32) }, 'tls.finished-wrong'],
    ['whose Finished is short', { finished: new Uint8Array(0) }, 'tls.finished-wrong'],
    ['that chooses a suite not offered', { suite: 0x1304 }, 'tls.suite-not-offered'],
    ['that chooses a suite of TLS 1.2', { suite: 0xc02f }, 'tls.suite-not-offered'],
    ['that answers with another group', { share: { group: 23 } }, 'tls.group-not-offered'],
    ['whose share gives no secret', { share: { value: new Uint8Array(32) } }, 'tls.key-exchange-invalid'],
    ['whose share is too short', { share: { value: new Uint8Array(31) } }, 'tls.key-exchange-invalid'],
    ['without a key share', { helloExtensions: [extension(43, u16(0x0304))] }, 'tls.key-exchange-invalid'],
    ['that chooses a protocol not offered', { encryptedExtensions: [alpn('h3')] }, 'tls.alpn-not-offered'],
    [
      'that answers what was not asked',
      { encryptedExtensions: [extension(42)] },
      'tls.extension-not-offered',
    ],
    ['that answers twice', { encryptedExtensions: [alpn('http/1.1'), alpn('http/1.1')] }, 'tls.malformed'],
    [
      'that resumes what was not offered',
      { helloExtensions: [extension(43, u16(0x0304)), extension(41, u16(0))] },
      'tls.extension-not-offered',
    ],
    [
      'of a version that is none',
      { helloExtensions: [extension(43, u16(0x0305))] },
      'tls.version-not-offered',
    ],
    [
      'that hides an old version',
      { helloExtensions: [extension(43, u16(0x0303))] },
      'tls.version-not-offered',
    ],
    ['that does not repeat our session id', { sessionId: new Uint8Array(32) }, 'tls.malformed'],
    ['whose extensions are not encrypted', { extensionsInClear: true }, 'tls.unexpected-message'],
    ['whose certificate answers a request', { certificateContext: bytes(1) }, 'tls.malformed'],
    ['whose request has a context', { requestContext: bytes(1) }, 'tls.malformed'],
    ['that sends a strange change_cipher_spec', { changeCipherSpec: bytes(2) }, 'tls.malformed'],
  ])('%s', async (_, behaviour, code) => {
    const error = await failure(meet(behaviour, { alpn: ['http/1.1'] }).connecting)
    expect(error.code).toBe(code)
    expect(error.alert).toMatchObject({ level: 'fatal', sent: true })
  })

  test('that resumes another session than the one offered', async () => {
    const session: TlsSession = {
      version: '1.3',
      cipherSuite: 0x1301,
      serverName: 'mail.example.com',
      secret: new Uint8Array(32),
      ticket: bytes(1),
      extendedMasterSecret: true,
      certificates: [],
      receivedAt: 0,
      lifetime: 10,
      ageAdd: 0,
    }
    const second = { helloExtensions: [extension(43, u16(0x0304)), extension(41, u16(1))] }
    const error = await failure(meet(second, { session, now: () => 1 }).connecting)
    expect(error.code).toBe('tls.session-not-offered')
  })

  test('that presents a certificate of another kind of key', async () => {
    const { chain } = inject('tlsServers').credentials.p256
    const error = await failure(meet({ chain }).connecting)
    expect(error.code).toBe('tls.key-unsuitable')
    expect(error.facts.certificates).toHaveLength(2)
  })

  test('that asks twice for another hello, or for one that changes nothing', async () => {
    const retry = (...extensions: Uint8Array[]) => ({
      helloExtensions: [extension(43, u16(0x0304)), ...extensions],
      retryRandom: true,
    })
    expect((await failure(meet(retry()).connecting)).message).toContain('would change nothing')
    const again = retry(extension(51, u16(29)))
    expect((await failure(meet(again).connecting)).code).toBe('tls.group-not-offered')
    const unknown = retry(extension(51, u16(0x0100)))
    expect((await failure(meet(unknown).connecting)).code).toBe('tls.group-not-offered')
  })
})

describe('refuses a server that got its second hello', () => {
  const version = extension(43, u16(0x0304))
  const retry: HelloContent = {
    random: bytes('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c'),
    suite: 0x1301,
    extensions: [version, extension(51, u16(23))],
  }

  test.each<readonly [what: string, second: HelloContent, code: string]>([
    ['and asks for a third', retry, 'tls.unexpected-message'],
    ['and changes the suite', { suite: 0x1303, extensions: [version] }, 'tls.suite-not-offered'],
    ['and goes on with TLS 1.2', { suite: 0xc02f, extensions: [] }, 'tls.unexpected-message'],
    [
      'and forgets the session id',
      { suite: 0x1301, sessionId: bytes(), extensions: [version] },
      'tls.malformed',
    ],
    ['and gives no key share', { suite: 0x1301, extensions: [version] }, 'tls.key-exchange-invalid'],
  ])('%s', async (_, second, code) => {
    const [ours, theirs] = connectedStreams()
    const connecting = failure(connectTls(ours, withDefaults({})))
    const records = new RecordStream(theirs)
    const { sessionId } = readClientHello((await records.receive()).content)
    await records.send(22, serverHello({ sessionId, ...retry }))
    const { extensions } = readClientHello((await records.receive(true)).content)
    expect(extensions.get(51)?.slice(0, 4)).toEqual(bytes(u16(69), u16(23)))
    await records.send(22, serverHello({ sessionId, ...second }))
    expect((await connecting).code).toBe(code)
  })
})

describe('takes from a server', () => {
  test('a change_cipher_spec record for middleboxes', async () => {
    const { connection } = await established({ changeCipherSpec: bytes(1) })
    expect(connection.facts.version).toBe('1.3')
  })

  test('records with padding, and records of padding alone', async () => {
    const { server, connection } = await established()
    await server.sendPadded(ascii('padded'), 1000)
    await server.sendPadded(bytes(), 500)
    await server.sendPadded(ascii(' and on'), 0)
    expect(await readText(connection)).toBe('padded')
    expect(await readText(connection)).toBe(' and on')
  })

  test('new keys, and new keys that ask for ours', async () => {
    const { server, connection } = await established()
    await server.sendPadded(ascii('first'), 0)
    await server.updateKeys(false)
    await server.sendPadded(ascii('second'), 0)
    expect([await readText(connection), await readText(connection)]).toEqual(['first', 'second'])
    const updating = server.updateKeys(true).then(() => server.sendPadded(ascii('third'), 0))
    expect(await readText(connection)).toBe('third')
    await updating
    await connection.write(ascii('under new keys'))
    expect(await server.records.receive()).toEqual({ type: 23, content: ascii('under new keys') })
  })

  test('a request for a client certificate after the handshake, which is answered by none', async () => {
    const { server, connection } = await established()
    expect(connection.facts.clientCertificateRequested).toBe(false)
    const asking = server.requestCertificate().then(() => server.sendPadded(ascii('403'), 0))
    expect(await readText(connection)).toBe('403')
    await asking
    expect(connection.facts.clientCertificateRequested).toBe('post-handshake')
  })

  test('a refusal after such a request, with an error that says so', async () => {
    const { server, connection } = await established()
    const asking = server.requestCertificate().then(() => server.records.send(21, bytes(2, 116)))
    const error = await failure(connection.read())
    await asking
    expect(error.code).toBe('tls.client-certificate-required')
    expect(error.facts.clientCertificateRequested).toBe('post-handshake')
  })

  test('tickets, which say how to resume', async () => {
    const sessions: unknown[] = []
    const options = { onSession: (session: unknown) => sessions.push(session), now: () => 5 }
    const { server, serving, connecting } = meet({}, options)
    const [connection] = await Promise.all([connecting, serving])
    const ticket = (lifetime: number) =>
      bytes(0, 0, u16(lifetime), 0, 0, 0, 9, vector8(bytes(1)), vector16(bytes(7, 7)), vector16(bytes()))
    await server.sendMessage(handshakeMessage(4, ticket(600)))
    await server.sendMessage(handshakeMessage(4, ticket(0)))
    await server.sendPadded(ascii('data'), 0)
    expect(await readText(connection)).toBe('data')
    expect(sessions).toHaveLength(1)
    expect(sessions[0]).toMatchObject({
      version: '1.3',
      ticket: bytes(7, 7),
      lifetime: 600,
      ageAdd: 9,
      receivedAt: 5,
      serverName: 'mail.example.com',
    })
  })

  test('close_notify, and sends its own', async () => {
    const { server, connection } = await established()
    await connection.end()
    expect(await server.records.receive()).toEqual({ type: 21, content: bytes(1, 0) })
    await server.sendPadded(ascii('still reading'), 0)
    await server.records.send(21, bytes(1, 0))
    expect(await readText(connection)).toBe('still reading')
    expect(await connection.read()).toBeNull()
    expect(await connection.read()).toBeNull()
    await expect(connection.write(ascii('more'))).rejects.toMatchObject({ code: 'closed' })
  })
})

describe('after the handshake refuses', () => {
  test.each<readonly [what: string, send: (server: Server13) => Promise<void>, code: string]>([
    ['a hello', (server) => server.sendMessage(handshakeMessage(1, bytes(1))), 'tls.unexpected-message'],
    [
      'a HelloRequest',
      (server) => server.sendMessage(handshakeMessage(0, bytes())),
      'tls.unexpected-message',
    ],
    [
      'another Finished',
      (server) => server.sendMessage(handshakeMessage(20, bytes(1))),
      'tls.unexpected-message',
    ],
    [
      'a key update that says neither',
      (server) => server.sendMessage(handshakeMessage(24, bytes(2))),
      'tls.malformed',
    ],
    [
      'a key update that goes on',
      (server) => server.sendMessage(handshakeMessage(24, bytes(0, 0))),
      'tls.trailing',
    ],
    [
      'a key update amid a record',
      (server) => server.sendMessage(bytes(24, 0, 0, 1, 0, 4)),
      'tls.unexpected-message',
    ],
    ['a ticket cut short', (server) => server.sendMessage(handshakeMessage(4, bytes(1, 2))), 'tls.truncated'],
    [
      'an endless message',
      (server) => server.sendMessage(bytes(4, 0xff, 0xff, 0xff)),
      'tls.message-too-large',
    ],
    ['data within a message', sendDataWithinMessage, 'tls.unexpected-message'],
    [
      'a record of padding without a type',
      (server) => server.records.send(23, bytes(0, 0)),
      'tls.unexpected-message',
    ],
    ['a record of an unknown type', (server) => server.records.send(99, bytes(1)), 'tls.unexpected-message'],
    [
      'a record that holds too much',
      (server) => server.sendPadded(new Uint8Array(16385), 0),
      'tls.record-too-large',
    ],
    [
      'a record in the clear',
      (server) => server.records.sendRaw(bytes(22, 3, 3, 0, 1, 0)),
      'tls.unexpected-message',
    ],
    ['an alert that is two', (server) => server.records.send(21, bytes(2, 40, 2, 40)), 'tls.malformed'],
    ['keys updated without end', updateKeysForever, 'tls.flood'],
    ['records without data and without end', sendNothingForever, 'tls.flood'],
  ])('%s', async (_, send, code) => {
    const { server, connection } = await established()
    const sending = send(server).catch(() => {})
    const error = await failure(connection.read())
    await sending
    expect(error.code).toBe(code)
    expect(error.alert).toMatchObject({ level: 'fatal', sent: true })
    await expect(connection.read()).rejects.toBe(error)
    await expect(connection.write(bytes(1))).rejects.toBe(error)
  })

  test('a fatal alert, which it reports', async () => {
    const { server, connection } = await established()
    await server.records.send(21, bytes(2, 80))
    const error = await failure(connection.read())
    expect(error).toMatchObject({ code: 'tls.alert', alert: { description: 'internal_error', sent: false } })
  })

  test('an end without close_notify', async () => {
    const { server, connection } = await established()
    await server.records.end()
    expect((await failure(connection.read())).code).toBe('tls.closed-without-notify')
  })
})

test('closing ends what is awaited', async () => {
  const { connecting } = meet({}, {})
  const connection = await connecting
  const reading = connection.read()
  connection.close()
  await expect(reading).rejects.toMatchObject({ name: 'ConnectError', code: 'aborted' })
})

function alpn(name: string): Uint8Array {
  return extension(16, vector16(vector8(ascii(name))))
}

async function sendDataWithinMessage(server: Server13): Promise<void> {
  await server.sendMessage(bytes(4, 0, 0, 20))
  await server.sendPadded(ascii('data'), 0)
}

async function updateKeysForever(server: Server13): Promise<void> {
  for (let count = 0; count < 70; count += 1) await server.updateKeys(false)
}

async function sendNothingForever(server: Server13): Promise<void> {
  for (let count = 0; count < 70; count += 1) await server.sendPadded(bytes(), 0)
}
