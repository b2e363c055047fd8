import tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../lab/index.ts'
import { exchange, handshake, portOf } from './lab-client.ts'

const ANY = { ciphers: 'DEFAULT@SECLEVEL=0', minVersion: 'TLSv1' } as const

let lab: Lab

beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab.close())

async function versionTaken(tenant: string, version: tls.SecureVersion): Promise<string> {
  try {
    const socket = await handshake(lab, tenant, { ...ANY, minVersion: version, maxVersion: version })
    const protocol = socket.getProtocol()
    socket.destroy()
    return String(protocol)
  } catch {
    return 'refused'
  }
}

/** A bare ClientHello without extensions (RFC 6101 appendix A.4.1, RFC 5246 section 7.4.1.2), or with a server name. */
function clientHello(version: number, suites: readonly number[], serverName?: string): Buffer {
  const u16 = (value: number) => Buffer.of(value >> 8, value & 0xff)
  const name = Buffer.from(serverName ?? '')
  const extension = Buffer.concat([
    u16(0),
    u16(name.length + 5),
    u16(name.length + 3),
    Buffer.of(0),
    u16(name.length),
    name,
  ])
  const body = Buffer.concat([
    u16(version),
    Buffer.alloc(32, 7),
    Buffer.of(0),
    u16(suites.length * 2),
    ...suites.map(u16),
    Buffer.of(1, 0),
    ...(serverName === undefined ? [] : [u16(extension.length), extension]),
  ])
  const message = Buffer.concat([Buffer.of(1, 0), u16(body.length), body])
  return Buffer.concat([Buffer.of(22, 3, 0), u16(message.length), message])
}

const TRIPLE_DES = 0x000a
const RC4 = 0x0005
const AES_128_GCM = 0x009c

/** The first bytes of the answer to a ClientHello. */
function answerTo(tenant: string, hello: Buffer): Promise<Buffer> {
  return exchange(portOf(lab, tenant), hello, 7)
}

describe('versions', () => {
  test.each([
    ['plain', ['refused', 'refused', 'TLSv1.2', 'TLSv1.3']],
    ['tls-1-0-only', ['TLSv1', 'TLSv1.1', 'refused', 'refused']],
    ['tls-1-0-still-on', ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']],
    ['ssl-3-0-still-on', ['refused', 'refused', 'TLSv1.2', 'TLSv1.3']],
    ['ssl-3-0-only', ['refused', 'refused', 'refused', 'refused']],
  ])('%s takes TLS 1.0 to 1.3 as it says', async (tenant, taken) => {
    const versions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const
    expect(await Promise.all(versions.map((version) => versionTaken(tenant, version)))).toEqual(taken)
  })
})

describe('what OpenSSL no longer can', () => {
  test.each([
    ['ssl-3-0-only', 0x0300, RC4],
    ['ssl-3-0-still-on', 0x0300, TRIPLE_DES],
    ['triple-des-still-on', 0x0303, TRIPLE_DES],
    ['rc4-still-on', 0x0303, RC4],
  ])(
    '%s answers a ClientHello for it with a ServerHello and its certificates',
    async (tenant, version, suite) => {
      const hello = clientHello(version, [suite], `mail.${tenant}.test`)
      const answer = await exchange(portOf(lab, tenant), hello, 1000)
      // One record: ServerHello, Certificate, ServerHelloDone.
      expect(answer[0]).toBe(22)
      expect(answer.readUInt16BE(1)).toBe(version)
      expect(answer.readUInt16BE(3)).toBe(answer.length - 5)
      expect([answer[5], answer.readUInt16BE(9)]).toEqual([2, version])
      expect(answer.readUInt16BE(9 + 2 + 32 + 1 + 32)).toBe(suite)
      const certificate = 5 + 4 + answer.readUIntBE(6, 3)
      expect(answer[certificate]).toBe(11)
      const leaf = answer.subarray(certificate + 10, certificate + 10 + answer.readUIntBE(certificate + 7, 3))
      const { X509Certificate } = await import('node:crypto')
      expect(new X509Certificate(leaf).checkHost(`mail.${tenant}.test`)).toBe(`mail.${tenant}.test`)
    },
  )

  test.each([
    ['plain', 0x0300, TRIPLE_DES],
    ['plain', 0x0303, TRIPLE_DES],
    ['plain', 0x0303, RC4],
    ['triple-des-still-on', 0x0303, RC4],
    ['triple-des-still-on', 0x0300, TRIPLE_DES],
    ['ssl-3-0-only', 0x0300, AES_128_GCM],
  ])('%s refuses version %i with suite %i by an alert', async (tenant, version, suite) => {
    const answer = await answerTo(tenant, clientHello(version, [suite], `mail.${tenant}.test`))
    expect([answer[0], answer[5]]).toEqual([21, 2])
  })

  test('a server that takes it besides serves a current client as any other', async () => {
    const socket = await handshake(lab, 'ssl-3-0-still-on')
    expect(socket.authorized).toBe(true)
    socket.destroy()
  })
})

describe('the server name', () => {
  test('without one, another certificate', async () => {
    const socket = await handshake(lab, 'sni-other-certificate', {
      servername: '',
      checkServerIdentity: () => undefined,
    })
    expect(socket.getPeerX509Certificate()?.subject).toBe('CN=fallback.sni-other-certificate.test')
    socket.destroy()
    const named = await handshake(lab, 'sni-other-certificate')
    expect(named.getPeerX509Certificate()?.subject).toBe('CN=mail.sni-other-certificate.test')
    named.destroy()
  })

  test('without one, an alert', async () => {
    const hello = clientHello(0x0303, [AES_128_GCM])
    const answer = await answerTo('sni-alert', hello)
    expect([...answer.subarray(0, 1), ...answer.subarray(5)]).toEqual([21, 2, 112])
    const named = await handshake(lab, 'sni-alert')
    expect(named.authorized).toBe(true)
    named.destroy()
  })

  test('elsewhere it makes no difference', async () => {
    const socket = await handshake(lab, 'plain', { servername: '', checkServerIdentity: () => undefined })
    expect(socket.getPeerX509Certificate()?.subject).toBe('CN=mail.plain.test')
    socket.destroy()
  })
})

describe('a client certificate', () => {
  test.each([
    ['client-certificate-required-1-2', 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'],
    ['client-certificate-required-1-3', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'],
  ])('%s ends a connection without one', async (tenant, error) => {
    const socket = tls.connect({
      host: '127.0.0.1',
      port: portOf(lab, tenant),
      servername: `mail.${tenant}.test`,
      ca: lab.rootPem,
    })
    const failed = await new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve))
    expect(failed.code).toBe(error)
  })

  test('that is merely asked for is not missed', async () => {
    const socket = await handshake(lab, 'client-certificate-asked', { ALPNProtocols: ['http/1.1'] })
    socket.write('GET /rpc/ HTTP/1.1\r\nHost: mail.client-certificate-asked.test\r\n\r\n')
    const [answer] = await once(socket)
    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 /)
    socket.destroy()
  })
})

test("behind TLS a web server answers, which refuses the anonymous on Exchange's directories", async () => {
  const socket = await handshake(lab, 'plain', { ALPNProtocols: ['h2', 'http/1.1'] })
  expect(socket.alpnProtocol).toBe('http/1.1')
  socket.write('GET /rpc/rpcproxy.dll HTTP/1.1\r\nHost: mail.plain.test\r\n\r\n')
  const [answer] = await once(socket)
  expect(String(answer)).toMatch(
    /^HTTP\/1\.1 401 .*\r\nwww-authenticate: Negotiate\r\nwww-authenticate: NTLM\r\n/is,
  )
  socket.destroy()
})

test('bytes that are no TLS are refused, and the next client is served', async () => {
  const answer = await exchange(portOf(lab, 'plain'), Buffer.from('GET / HTTP/1.0\r\n\r\n'), 100)
  expect(answer.length).toBeLessThan(100)
  const socket = await handshake(lab, 'plain')
  expect(socket.authorized).toBe(true)
  socket.destroy()
})

function once(socket: tls.TLSSocket): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    socket.once('data', (data) => resolve([data]))
    socket.once('error', reject)
  })
}
