import { describe, expect, inject, test } from 'vitest'
import { connectTo, get } from './peers/client.ts'
import type { ConfigurationName } from './peers/configurations.ts'

type Row = readonly [
  server: ConfigurationName,
  version: string,
  suite: string,
  group?: string | undefined,
  scheme?: string,
]

// Each server takes what its name says alone; the facts have to say the same in the registered names.
const rows: readonly Row[] = [
  ['1.3 rsa', '1.3', 'TLS_AES_256_GCM_SHA384', 'x25519', 'rsa_pss_rsae_sha256'],
  ['1.3 rsa-pss key', '1.3', 'TLS_AES_256_GCM_SHA384', 'x25519', 'rsa_pss_pss_sha256'],
  ['1.3 rsa 1024', '1.3', 'TLS_AES_128_GCM_SHA256', 'x25519', 'rsa_pss_rsae_sha256'],
  ['1.3 p256', '1.3', 'TLS_AES_128_GCM_SHA256', 'x25519', 'ecdsa_secp256r1_sha256'],
  ['1.3 p384', '1.3', 'TLS_CHACHA20_POLY1305_SHA256', 'x25519', 'ecdsa_secp384r1_sha384'],
  ['1.3 p521', '1.3', 'TLS_AES_256_GCM_SHA384', 'x25519', 'ecdsa_secp521r1_sha512'],
  ['1.3 ed25519', '1.3', 'TLS_AES_256_GCM_SHA384', 'x25519', 'ed25519'],
  [
    '1.2 ecdhe-rsa aes128-gcm',
    '1.2',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    'x25519',
    'rsa_pss_rsae_sha256',
  ],
  [
    '1.2 ecdhe-rsa aes256-gcm',
    '1.2',
    'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    'x25519',
    'rsa_pss_rsae_sha256',
  ],
  [
    '1.2 ecdhe-rsa chacha20',
    '1.2',
    'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
    'x25519',
    'rsa_pss_rsae_sha256',
  ],
  [
    '1.2 ecdhe-ecdsa aes128-gcm',
    '1.2',
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    'x25519',
    'ecdsa_secp256r1_sha256',
  ],
  [
    '1.2 ecdhe-ecdsa aes256-gcm',
    '1.2',
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    'x25519',
    'ecdsa_secp256r1_sha256',
  ],
  [
    '1.2 ecdhe-ecdsa chacha20',
    '1.2',
    'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
    'x25519',
    'ecdsa_secp256r1_sha256',
  ],
  ['1.2 ecdhe-ecdsa ed25519', '1.2', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'x25519', 'ed25519'],
  ['1.2 ecdhe-rsa cbc sha1', '1.2', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'x25519', 'rsa_pss_rsae_sha256'],
  [
    '1.2 ecdhe-rsa cbc sha256',
    '1.2',
    'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
    'x25519',
    'rsa_pss_rsae_sha256',
  ],
  [
    '1.2 ecdhe-rsa cbc sha384',
    '1.2',
    'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384',
    'x25519',
    'rsa_pss_rsae_sha256',
  ],
  [
    '1.2 ecdhe-ecdsa cbc sha1',
    '1.2',
    'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
    'x25519',
    'ecdsa_secp256r1_sha256',
  ],
  [
    '1.2 ecdhe-ecdsa cbc sha256',
    '1.2',
    'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
    'x25519',
    'ecdsa_secp256r1_sha256',
  ],
  [
    '1.2 ecdhe-ecdsa cbc sha384',
    '1.2',
    'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384',
    'x25519',
    'ecdsa_secp256r1_sha256',
  ],
  ['1.2 group p256', '1.2', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'secp256r1', 'rsa_pss_rsae_sha256'],
  ['1.2 group p384', '1.2', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'secp384r1', 'rsa_pss_rsae_sha256'],
  ['1.2 group p521', '1.2', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'secp521r1', 'rsa_pss_rsae_sha256'],
  ['1.2 dhe aes128-gcm', '1.2', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', 'dhe', 'rsa_pss_rsae_sha256'],
  ['1.2 dhe chacha20', '1.2', 'TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'dhe', 'rsa_pss_rsae_sha256'],
  ['1.2 dhe cbc sha256', '1.2', 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA256', 'dhe', 'rsa_pss_rsae_sha256'],
  ['1.2 rsa cbc sha1', '1.2', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
  ['1.2 rsa cbc sha256', '1.2', 'TLS_RSA_WITH_AES_256_CBC_SHA256'],
  ['1.2 rsa aes128-gcm', '1.2', 'TLS_RSA_WITH_AES_128_GCM_SHA256'],
  ['1.2 rsa aes256-gcm', '1.2', 'TLS_RSA_WITH_AES_256_GCM_SHA384'],
  ['1.2 rsa 1024', '1.2', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'x25519', 'rsa_pss_rsae_sha256'],
  ['1.1 ecdhe-rsa cbc', '1.1', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'x25519', 'rsa_pkcs1_md5_sha1'],
  ['1.1 ecdhe-ecdsa cbc', '1.1', 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 'x25519', 'ecdsa_sha1'],
  ['1.1 rsa cbc', '1.1', 'TLS_RSA_WITH_AES_256_CBC_SHA'],
  ['1.1 dhe cbc', '1.1', 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', 'dhe', 'rsa_pkcs1_md5_sha1'],
  ['1.0 ecdhe-rsa cbc', '1.0', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 'x25519', 'rsa_pkcs1_md5_sha1'],
  ['1.0 ecdhe-ecdsa cbc', '1.0', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 'x25519', 'ecdsa_sha1'],
  ['1.0 rsa cbc', '1.0', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
  ['1.0 dhe cbc', '1.0', 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA', 'dhe', 'rsa_pkcs1_md5_sha1'],
]

describe("a handshake and an HTTP exchange with Node's TLS server", () => {
  test.each(rows.map((row) => ({ name: row[0], row })))('$name', async ({ row }) => {
    const [server, version, suite, group, scheme] = row
    const connection = await connectTo(server)
    const { facts } = connection
    expect(await get(connection)).toContain('hello')
    const named = [facts.version, facts.cipherSuite.name, facts.group?.name, facts.signatureScheme]
    expect(named).toEqual([version, suite, group, scheme])
    expect(facts).toMatchObject({
      resumed: false,
      helloRetryRequest: false,
      clientCertificateRequested: false,
      extendedMasterSecret: true,
      secureRenegotiation: true,
    })
    expect(facts.certificates).toHaveLength(2)
  })

  test.each([
    ['1.3 group p256', 'secp256r1'],
    ['1.3 group p384', 'secp384r1'],
    ['1.3 group p521', 'secp521r1'],
  ] as const)('%s, after a HelloRetryRequest', async (server, group) => {
    const connection = await connectTo(server)
    expect(connection.facts).toMatchObject({
      version: '1.3',
      helloRetryRequest: true,
      group: { name: group },
    })
    expect(await get(connection)).toContain('hello')
  })

  test.each([['1.2 ecdhe-rsa aes128-gcm'], ['1.2 rsa cbc sha1'], ['1.0 ecdhe-rsa cbc']] as const)(
    '%s without extended master secret',
    async (server) => {
      const connection = await connectTo(server, { extendedMasterSecret: false })
      expect(connection.facts.extendedMasterSecret).toBe(false)
      expect(await get(connection)).toContain('hello')
    },
  )

  test('offers the versions alone that it is told to', async () => {
    for (const version of ['1.0', '1.1', '1.2', '1.3'] as const) {
      const connection = await connectTo('every version', { minVersion: version, maxVersion: version })
      expect(connection.facts.version).toBe(version)
      expect(await get(connection)).toContain('hello')
    }
  })

  test('offers the suites and groups alone that it is told to', async () => {
    const connection = await connectTo('every version', { cipherSuites: [0xc014], groups: ['secp384r1'] })
    expect(connection.facts).toMatchObject({
      version: '1.2',
      cipherSuite: { code: 0xc014, name: 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA' },
      group: { name: 'secp384r1', bits: 384 },
    })
    connection.close()
  })

  test.each(['1.3 alpn', '1.2 alpn'] as const)(
    '%s: reports the protocol that the server chose',
    async (server) => {
      const connection = await connectTo(server, { alpn: ['http/1.1'] })
      expect(connection.facts.alpn).toBe('http/1.1')
      connection.close()
      const without = await connectTo(server)
      expect(without.facts.alpn).toBeUndefined()
      without.close()
    },
  )

  test.each(['1.3 staple', '1.2 staple'] as const)(
    '%s: hands over the stapled OCSP response',
    async (server) => {
      const connection = await connectTo(server)
      expect(connection.facts.stapledOcsp).toEqual(Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x06))
      connection.close()
    },
  )

  test('reaches a server by its address without sending a name', async () => {
    const connection = await connectTo('1.3 rsa', { serverName: '127.0.0.1' })
    expect(await get(connection)).toContain('hello')
  })
})

describe('a chain that nobody should trust is handed over as it was sent', () => {
  test.each([
    ['1.3 expired', 'expired'],
    ['1.3 wrong name', 'wrongName'],
    ['1.3 self-signed', 'selfSigned'],
    ['1.2 expired', 'expired'],
    ['1.2 wrong name', 'wrongName'],
    ['1.0 self-signed', 'selfSigned'],
  ] as const)('%s', async (server, kind) => {
    const connection = await connectTo(server)
    const sent = connection.facts.certificates.map((certificate) => btoa(String.fromCharCode(...certificate)))
    expect(sent).toEqual(inject('tlsServers').credentials[kind].chain)
    expect(await get(connection)).toContain('hello')
  })
})
