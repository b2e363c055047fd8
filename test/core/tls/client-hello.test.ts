import { describe, expect, test } from 'vitest'
import { ConnectError } from '../../../shared/platform/index.ts'
import { connectTls, type TlsOptions } from '../../../shared/protocols/tls/index.ts'
import { type ClientHello, writeClientHello } from '../../../shared/protocols/tls/messages/client-hello.ts'

const options: TlsOptions = { randomBytes: (length) => new Uint8Array(length).fill(5), now: () => 0 }

/** The first bytes that the client sends, before its server is gone. */
async function firstFlight(more: Partial<TlsOptions>): Promise<Uint8Array> {
  const remote = { address: '192.0.2.1', port: 443 }
  let sent = new Uint8Array()
  const stream = {
    remote,
    read: () => Promise.reject(new ConnectError('closed', remote, 'gone')),
    write: async (bytes: Uint8Array) => {
      sent = new Uint8Array([...sent, ...bytes])
    },
    end: async () => {},
    close: () => {},
  }
  await expect(connectTls(stream, { ...options, ...more })).rejects.toMatchObject({ code: 'tls.closed' })
  return sent
}

const includes = (haystack: Uint8Array, needle: string): boolean =>
  Buffer.from(haystack).includes(Buffer.from(needle, 'latin1'))

describe('the first hello', () => {
  test('names the server, but never by an address, and without the dot that ends a name', async () => {
    expect(includes(await firstFlight({ serverName: 'mail.example.com.' }), '\0\x10mail.example.com\0')).toBe(
      false,
    )
    expect(includes(await firstFlight({ serverName: 'mail.example.com.' }), '\0\x10mail.example.com')).toBe(
      true,
    )
    expect(includes(await firstFlight({ serverName: '192.0.2.7' }), '192.0.2.7')).toBe(false)
    expect(includes(await firstFlight({ serverName: '2001:db8::7' }), '2001:db8')).toBe(false)
  })

  test('travels in a record of the version that every server knows', async () => {
    expect((await firstFlight({})).slice(0, 3)).toEqual(Uint8Array.of(22, 3, 1))
  })

  test('has no length at which old load balancers hang', async () => {
    for (let length = 1; length <= 200; length += 7) {
      const sent = await firstFlight({ serverName: 'a'.repeat(length) })
      const handshake = sent.length - 5
      expect(handshake < 256 || handshake > 511).toBe(true)
    }
  })

  test('cannot be made when the options leave nothing to offer', async () => {
    const stream = { close: () => {} } as never
    const impossible: Partial<TlsOptions>[] = [
      { minVersion: '1.3', maxVersion: '1.2' },
      { cipherSuites: [] },
      { cipherSuites: [0x1301], maxVersion: '1.2' },
      { cipherSuites: [0x0005] },
      { serverName: 'müller.example' },
    ]
    for (const one of impossible)
      await expect(connectTls(stream, { ...options, ...one })).rejects.toThrow(RangeError)
  })
})

describe('the message', () => {
  const hello: ClientHello = {
    version: 0x0303,
    random: new Uint8Array(32).fill(0xaa),
    sessionId: Uint8Array.of(1, 2),
    cipherSuites: [0x1301, 0xc02f],
  }

  test('has the fields of RFC 5246 section 7.4.1.2, and no extensions when there are none', () => {
    expect(Buffer.from(writeClientHello(hello).bytes).toString('hex')).toBe(
      `0100002d0303${'aa'.repeat(32)}02010200041301c02f0100`,
    )
  })

  test('has the extensions of the RFCs', () => {
    const { bytes, extensions } = writeClientHello({
      ...hello,
      serverName: 'ab',
      renegotiationInfo: true,
      alpn: ['h2'],
      statusRequest: true,
      extendedMasterSecret: true,
    })
    const written = Buffer.from(bytes).toString('hex').slice(98)
    expect(written).toBe(
      [
        '0026',
        '00000007000500000261'.concat('62'),
        'ff01000100',
        '00100005000302'.concat('6832'),
        '000500050100000000',
        '00170000',
      ].join(''),
    )
    expect([...extensions]).toEqual([0, 0xff01, 16, 5, 23])
  })
})
