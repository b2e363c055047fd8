import { describe, expect, inject, test } from 'vitest'
import { connectThrough, connectTo, failure, get } from './peers/client.ts'
import { bytes, fromBase64, handshakeMessage, record, vector24 } from './peers/wire.ts'

const handshakeRecord = 22
const dataRecord = 23

const hex = (content: Uint8Array): string =>
  Array.from(content, (byte) => byte.toString(16).padStart(2, '0')).join('')

describe('a record that was changed on its way is refused', () => {
  // The first protected records: of TLS 1.3 the encrypted extensions, before Finished.
  test.each(['1.3 rsa', '1.3 p256', '1.3 p384'] as const)('%s: within the handshake', async (server) => {
    const error = await failure(connectThrough(server, { type: dataRecord, record: 0, at: 3, xor: 1 }))
    expect(error.code).toBe('tls.bad-record-mac')
    expect(error.alert).toMatchObject({ description: 'bad_record_mac', sent: true })
  })

  test.each([
    ['1.2 ecdhe-rsa aes128-gcm', 9],
    ['1.2 ecdhe-rsa aes128-gcm', -1],
    ['1.2 ecdhe-rsa chacha20', 0],
    ['1.2 ecdhe-rsa cbc sha1', 3],
    ['1.2 ecdhe-rsa cbc sha1', 20],
    ['1.2 ecdhe-rsa cbc sha384', 20],
    ['1.1 rsa cbc', 20],
    ['1.0 rsa cbc', 3],
  ] as const)('%s: in the data, at byte %i', async (server, at) => {
    const connection = await connectThrough(server, { type: dataRecord, record: 0, at, xor: 1 })
    const error = await failure(get(connection))
    expect(error.code).toBe('tls.bad-record-mac')
    expect(error.alert).toMatchObject({ description: 'bad_record_mac', sent: true })
    expect(error.facts.certificates).toHaveLength(2)
  })

  test.each(['1.3 rsa', '1.2 rsa cbc sha1'] as const)(
    '%s: a record taken out of its order',
    async (server) => {
      const nothing = { type: dataRecord, record: server === '1.3 rsa' ? 6 : 0, replacement: '' }
      const connection = await connectThrough(server, nothing)
      expect((await failure(get(connection))).code).toBe('tls.bad-record-mac')
    },
  )
})

describe('the padding of a CBC record that was changed is refused', () => {
  // The last byte of the block before the last changes the last byte of the last block and nothing else of it.
  test.each([
    '1.2 ecdhe-rsa cbc sha1',
    '1.2 ecdhe-rsa cbc sha256',
    '1.2 ecdhe-rsa cbc sha384',
    '1.1 rsa cbc',
    '1.0 rsa cbc',
  ] as const)('%s', async (server) => {
    const connection = await connectThrough(server, { type: dataRecord, record: 0, at: -17, xor: 0x80 })
    const error = await failure(get(connection))
    expect(error.code).toBe('tls.bad-padding')
    expect(error.alert).toMatchObject({ description: 'bad_record_mac', sent: true })
  })
})

describe('the key exchange proves that the server owns its key', () => {
  test.each(['1.2 ecdhe-rsa aes128-gcm', '1.2 dhe aes128-gcm', '1.1 ecdhe-rsa cbc', '1.0 dhe cbc'] as const)(
    "%s: refuses a server that signs with a key not its certificate's",
    async (server) => {
      const error = await failure(connectThrough(server, otherCertificate(server)))
      expect(error.code).toBe('tls.signature-invalid')
      expect(error.alert).toMatchObject({ description: 'decrypt_error', sent: true })
      expect(error.facts.certificates).toHaveLength(2)
    },
  )

  test.each(['1.2 rsa aes128-gcm', '1.2 rsa cbc sha1', '1.0 rsa cbc'] as const)(
    "%s: no handshake with a server that cannot decrypt with its certificate's key",
    async (server) => {
      const error = await failure(connectThrough(server, otherCertificate(server)))
      expect(error.code).toBe('tls.alert')
      expect(error.facts.certificates).toHaveLength(2)
    },
  )

  test.each(['1.2 ecdhe-rsa aes128-gcm', '1.2 dhe aes128-gcm', '1.0 ecdhe-ecdsa cbc'] as const)(
    '%s: refuses a signature for another handshake',
    async (server) => {
      // Byte 8 of the first record belongs to the server's random, which is signed.
      const error = await failure(connectThrough(server, { record: 0, at: 8, xor: 1 }))
      expect(error.code).toBe('tls.signature-invalid')
    },
  )

  /** Puts somebody else's chain in place of the server's, which is the second record. */
  function otherCertificate(server: string) {
    const version = 0x0301 + Number(server.charAt(2))
    const { chain } = inject('tlsServers').credentials.other
    const certificates = vector24(bytes(...chain.map((one) => vector24(fromBase64(one)))))
    const message = handshakeMessage(11, certificates)
    return { record: 1, replacement: hex(record(handshakeRecord, message, version)) }
  }
})

describe('a downgrade is refused', () => {
  test('by the sentinel, when the hello was robbed of TLS 1.3', async () => {
    // The type of supported_versions, made one that no server knows.
    const hello = { find: '002b0009080304030303020301', put: 'fafa0009080304030303020301' }
    const error = await failure(connectThrough('every version', { hello }))
    expect(error.code).toBe('tls.downgrade')
    expect(error.alert).toMatchObject({ description: 'illegal_parameter', sent: true })
  })

  test('by the sentinel, when TLS 1.2 was made 1.1', async () => {
    const error = await failure(
      connectThrough('1.2 and older', { hello: { find: '0303', put: '0302' } }, { maxVersion: '1.2' }),
    )
    expect(error.code).toBe('tls.downgrade')
  })

  test('by Finished, when a suite was taken out of the hello', async () => {
    // TLS_RSA_WITH_AES_128_GCM_SHA256, the first that this server would take, made one that nobody knows.
    const hello = { find: '009c009d', put: 'fafa009d' }
    const options = { cipherSuites: [0x009c, 0x009d] }
    const error = await failure(connectThrough('1.2 and older', { hello }, options))
    expect(error.code).toBe('tls.alert')
  })
})

describe('bounds', () => {
  test('a record that announces more than a record may hold', async () => {
    const error = await failure(connectThrough('1.3 rsa', { record: 0, replacement: '160303ffff' }))
    expect(error.code).toBe('tls.record-too-large')
    expect(error.alert).toMatchObject({ description: 'record_overflow', sent: true })
  })

  test('a message that announces more than any message holds', async () => {
    const error = await failure(
      connectThrough('1.2 rsa cbc sha1', { record: 0, replacement: '160303000402ffffff' }),
    )
    expect(error.code).toBe('tls.message-too-large')
  })

  test('a certificate message that announces more than any chain needs', async () => {
    const error = await failure(
      connectThrough('1.2 rsa cbc sha1', { record: 1, replacement: '16030300040b020001' }),
    )
    expect(error.code).toBe('tls.chain-too-large')
  })

  test.each(['1.3 many certificates', '1.2 many certificates'] as const)(
    '%s: a chain of too many',
    async (server) => {
      const error = await failure(connectTo(server))
      expect(error.code).toBe('tls.chain-too-large')
    },
  )
})

describe('a connection that ends early', () => {
  test('during the handshake: the error holds what was learned, the chain too', async () => {
    const error = await failure(connectThrough('1.2 ecdhe-rsa aes128-gcm', { record: 2, cut: true }))
    expect(error.code).toBe('tls.closed')
    expect(error.facts).toMatchObject({ version: '1.2' })
    expect(error.facts.certificates).toHaveLength(2)
  })

  test('before any answer', async () => {
    const error = await failure(connectThrough('1.3 rsa', { record: 0, cut: true }))
    expect(error.code).toBe('tls.closed')
    expect(error.facts).toEqual({})
  })

  test('after the handshake without close_notify: what was read is not passed off as whole', async () => {
    const connection = await connectThrough('1.2 rsa cbc sha1', { type: dataRecord, record: 0, cut: true })
    expect((await failure(get(connection))).code).toBe('tls.closed-without-notify')
  })

  test('with an answer that is not TLS', async () => {
    const answer = hex(new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const error = await failure(connectThrough('1.3 rsa', { record: 0, replacement: answer }))
    expect(error.code).toBe('tls.not-tls')
    expect(error.message).toContain('HTTP/1.1 400')
    expect(error.alert).toBeUndefined()
  })
})

describe('any one bit that is changed in the unprotected part of the handshake is noticed', () => {
  test.each([
    ['1.2 ecdhe-rsa aes128-gcm', 0, [0, 9, 40, 44, 46, 50, -1]],
    ['1.2 ecdhe-rsa aes128-gcm', 1, [0, 3, 12, 500, -1]],
    ['1.2 ecdhe-rsa aes128-gcm', 2, [0, 4, 7, 20, 41, 43, -1]],
    ['1.2 rsa cbc sha1', 0, [9, 40, 46, -1]],
    ['1.3 rsa', 0, [0, 9, 40, 72, 75, -1]],
  ] as const)('%s, record %i', async (server, index, places) => {
    for (const at of places) {
      const error = await failure(connectThrough(server, { record: index, at, xor: 4 }).then(get))
      expect(error.code).toMatch(/^tls\./)
    }
  })
})
