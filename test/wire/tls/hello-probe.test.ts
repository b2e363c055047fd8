import { describe, expect, inject, test } from 'vitest'
import { platform } from '#platform'
import { type HelloOffer, probeHello } from '../../../shared/protocols/tls/index.ts'
import { failure, openTo } from './peers/client.ts'
import type { ConfigurationName } from './peers/configurations.ts'
import { streamSaying } from './peers/memory-stream.ts'
import { ascii, bytes, fromBase64, handshakeMessage, record, serverHello, vector24 } from './peers/wire.ts'

const { randomBytes } = platform
const aes = [0xc013, 0x002f, 0x0035]

async function ask(server: ConfigurationName, offer: Omit<HelloOffer, 'randomBytes'>) {
  return probeHello(await openTo(inject('tlsServers').ports[server]), { ...offer, randomBytes })
}

describe("Node's TLS server", () => {
  test.each(['1.0', '1.1', '1.2'] as const)('takes %s, and shows its chain', async (version) => {
    const answer = await ask('every version', { version, cipherSuites: aes, serverName: 'mail.example.com' })
    expect(answer).toMatchObject({
      accepted: true,
      version,
      cipherSuite: { code: 0xc013, name: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA' },
    })
    const chain = inject('tlsServers').credentials.rsa.chain.map(fromBase64)
    expect(answer).toMatchObject({ certificates: chain })
  })

  test('takes 1.3, where the chain is not to be seen', async () => {
    const answer = await ask('every version', { version: '1.3', cipherSuites: [0x1301] })
    expect(answer).toMatchObject({ accepted: true, version: '1.3', certificates: [] })
  })

  test('takes 1.3 by asking for another hello', async () => {
    const answer = await ask('1.3 group p384', { version: '1.3', cipherSuites: [0x1301] })
    expect(answer).toMatchObject({ accepted: true, version: '1.3' })
  })

  test.each([
    ['every version', 'ssl3', aes],
    ['1.3 rsa', '1.1', aes],
    ['1.2 rsa aes128-gcm', '1.3', [0x1301]],
    ['every version', '1.2', [0x0005, 0x0004, 0xc011]],
    ['every version', '1.2', [0x000a, 0xc012]],
  ] as const)('"%s" does not take %s with %j', async (server, version, cipherSuites) => {
    const answer = await ask(server, { version, cipherSuites })
    expect(answer).toMatchObject({ accepted: false, alert: { level: 'fatal', sent: false } })
  })
})

describe('an answer', () => {
  const offer: HelloOffer = { version: 'ssl3', cipherSuites: [0x000a, 0x0005], randomBytes }
  const hello = serverHello({ version: 0x0300, suite: 0x0005, extensions: [] })
  const certificate = handshakeMessage(11, vector24(vector24(bytes(1, 2, 3))))

  test('of SSL 3.0 with RC4, and the chain that goes with it', async () => {
    const answer = record(22, bytes(hello, certificate), 0x0300)
    expect(await probeHello(streamSaying(answer), offer)).toEqual({
      accepted: true,
      version: 'ssl3',
      cipherSuite: { code: 5, name: 'TLS_RSA_WITH_RC4_128_SHA' },
      certificates: [bytes(1, 2, 3)],
    })
  })

  test('that breaks off behind the hello says enough', async () => {
    const nonsense = handshakeMessage(11, bytes(9, 9, 9))
    for (const rest of [bytes(), certificate.slice(0, 6), nonsense, handshakeMessage(14, bytes())]) {
      const answer = record(22, bytes(hello, rest), 0x0300)
      expect(await probeHello(streamSaying(answer), offer)).toMatchObject({
        accepted: true,
        certificates: [],
      })
    }
  })

  test('of another version, of a suite that was not offered, or none, is a no', async () => {
    const answers = [
      record(22, serverHello({ version: 0x0301, suite: 0x0005, extensions: [] }), 0x0301),
      record(22, serverHello({ version: 0x0300, suite: 0x0004, extensions: [] }), 0x0300),
      bytes(),
    ]
    for (const answer of answers)
      expect(await probeHello(streamSaying(answer), offer)).toEqual({ accepted: false })
  })

  test('that is malformed is an error', async () => {
    const answer = record(22, handshakeMessage(2, bytes(3)), 0x0300)
    expect((await failure(probeHello(streamSaying(answer), offer))).code).toBe('tls.truncated')
  })

  test('that is not TLS is an error', async () => {
    const answer = ascii('SSH-2.0-OpenSSH_9.9\r\n')
    expect((await failure(probeHello(streamSaying(answer), offer))).code).toBe('tls.not-tls')
    expect((await failure(probeHello(streamSaying(ascii('no')), offer))).code).toBe('tls.not-tls')
  })
})
