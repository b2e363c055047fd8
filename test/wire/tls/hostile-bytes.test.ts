import fc from 'fast-check'
import { describe, expect, inject, test } from 'vitest'
import { type ByteStream, ConnectError } from '../../../shared/platform/index.ts'
import { connectTls, probeHello, TlsError } from '../../../shared/protocols/tls/index.ts'
import { withDefaults } from './peers/client.ts'
import { connectedStreams, streamSaying } from './peers/memory-stream.ts'
import { Server12 } from './peers/server12.ts'
import { Server13 } from './peers/server13.ts'
import {
  ascii,
  bytes,
  extension,
  handshakeMessage,
  record,
  serverHello,
  u16,
  vector16,
} from './peers/wire.ts'

/** Whatever the peer says: a connection, or one of the two errors that callers know. */
async function expectKnownEnd(action: Promise<unknown>): Promise<void> {
  const error = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error !== undefined && !(error instanceof TlsError) && !(error instanceof ConnectError)) throw error
}

const connectAndRead = async (stream: ByteStream): Promise<void> => {
  const connection = await connectTls(stream, withDefaults({ alpn: ['http/1.1'] }))
  while (await connection.read());
}

const types = fc.constantFrom(20, 21, 22, 23, 99)
const messageTypes = fc.constantFrom(0, 1, 2, 4, 8, 11, 12, 13, 14, 15, 20, 22, 24)
const content = fc.uint8Array({ maxLength: 200 })
const message = fc.tuple(messageTypes, content).map(([type, body]) => handshakeMessage(type, body))
const records = fc.array(
  fc.oneof(
    fc.tuple(types, content).map(([type, body]) => record(type, body)),
    message.map((one) => record(22, one)),
  ),
  { maxLength: 8 },
)
const extensions = fc.array(
  fc
    .tuple(fc.constantFrom(0, 5, 11, 16, 23, 35, 41, 43, 44, 51, 0xff01), fc.uint8Array({ maxLength: 40 }))
    .map(([type, body]) => extension(type, body)),
  { maxLength: 4 },
)
const hello = fc
  .record({
    version: fc.constantFrom(0x0301, 0x0302, 0x0303),
    suite: fc.constantFrom(0x002f, 0x009c, 0x0033, 0xc013, 0xc02f, 0xc02b, 0x1301),
    extensions,
  })
  .map((choice) => ({ answer: serverHello(choice), version: choice.version }))

const runs = { numRuns: 120 }

describe('whatever a server says, the client ends with an error that callers know', () => {
  test('bytes without any sense', async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(chunks, (said) => expectKnownEnd(connectAndRead(streamSaying(...said)))),
      runs,
    )
  })

  test('records without any sense', async () => {
    await fc.assert(
      fc.asyncProperty(records, (said) => expectKnownEnd(connectAndRead(streamSaying(...said)))),
      runs,
    )
  })

  test('a hello with any answers, and any records behind it', async () => {
    await fc.assert(
      fc.asyncProperty(hello, records, ({ answer, version }, said) =>
        expectKnownEnd(connectAndRead(streamSaying(record(22, answer, version), ...said))),
      ),
      runs,
    )
  })

  test('a sane hello and a sane chain, and any key exchange behind them', async () => {
    const [leaf = ''] = inject('tlsServers').credentials.rsa.chain
    const der = Uint8Array.from(atob(leaf), (character) => character.charCodeAt(0))
    const certificate = bytes(0, u16(der.length + 3), 0, u16(der.length), der)
    const start = (suite: number) =>
      bytes(record(22, serverHello({ suite })), record(22, handshakeMessage(11, certificate)))
    const dhe = fc
      .tuple(content, content, content, content)
      .map(([prime, generator, key, rest]) =>
        bytes(vector16(prime), vector16(generator), vector16(key), rest),
      )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0x009e, 0xc02f), fc.oneof(content, dhe), (suite, exchange) =>
        expectKnownEnd(
          connectAndRead(streamSaying(start(suite), record(22, handshakeMessage(12, exchange)))),
        ),
      ),
      runs,
    )
  })

  test('the answer to a bare hello', async () => {
    const { randomBytes } = withDefaults({})
    await fc.assert(
      fc.asyncProperty(hello, records, ({ answer, version }, said) =>
        expectKnownEnd(
          probeHello(streamSaying(record(22, answer, version), ...said), {
            version: '1.2',
            cipherSuites: [0x002f, 0xc02f],
            randomBytes,
          }),
        ),
      ),
      runs,
    )
  })
})

describe('whatever byte is changed in a whole conversation, no wrong data is read', () => {
  test.each([
    ['1.2', Server12],
    ['1.3', Server13],
  ] as const)('%s', async (_, Server) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(3500), fc.integer({ min: 1, max: 255 }), async (at, xor) => {
        const [ours, theirs] = connectedStreams()
        const server = new Server(changing(theirs, at, xor), inject('tlsServers').credentials.rsa)
        const serving = server
          .handshake()
          .then(() => server.records.send(23, Server === Server13 ? bytes(ascii('data'), 23) : ascii('data')))
          .then(() => server.records.end())
          .catch(() => theirs.close())
        // A length that was made greater leaves both waiting for the other: the connection is given up then.
        const timer = setTimeout(() => theirs.close(), 40)
        const reading = connectTls(ours, withDefaults({})).then((connection) => connection.read())
        await expectKnownEnd(
          reading.then((read) => expect(read && new TextDecoder().decode(read)).toBe('data')),
        )
        clearTimeout(timer)
        theirs.close()
        await serving
      }),
      { numRuns: 60 },
    )
  })

  /** Combines the byte at this place of all that is written with `xor`. */
  function changing(stream: ByteStream, at: number, xor: number): ByteStream {
    let written = 0
    return {
      ...stream,
      write: (chunk) => {
        const changed = chunk.map((byte, index) => (written + index === at ? byte ^ xor : byte))
        written += chunk.length
        return stream.write(changed)
      },
    }
  }
})
