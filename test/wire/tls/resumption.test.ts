import { describe, expect, test } from 'vitest'
import type { TlsSession } from '../../../shared/protocols/tls/index.ts'
import { connectTo, get, type Options } from './peers/client.ts'
import type { ConfigurationName } from './peers/configurations.ts'

/** A first connection with an exchange, and the sessions that came of it. */
async function sessionsOf(server: ConfigurationName, options: Options = {}): Promise<TlsSession[]> {
  const sessions: TlsSession[] = []
  const connection = await connectTo(server, { ...options, onSession: (session) => sessions.push(session) })
  expect(connection.facts.resumed).toBe(false)
  expect(await get(connection)).toContain('hello')
  return sessions
}

async function firstSession(server: ConfigurationName, options: Options = {}): Promise<TlsSession> {
  const [session] = await sessionsOf(server, options)
  if (!session) throw new Error('the server gave no session')
  return session
}

describe('a session is resumed', () => {
  test.each([
    ['1.3 rsa', '1.3'],
    ['1.3 p256', '1.3'],
    ['1.2 ecdhe-rsa aes128-gcm', '1.2'],
    ['1.2 rsa cbc sha256', '1.2'],
    ['1.2 dhe cbc sha256', '1.2'],
    ['1.2 session ids', '1.2'],
    ['1.1 rsa cbc', '1.1'],
    ['1.0 tickets', '1.0'],
  ] as const)('%s', async (server, version) => {
    const session = await firstSession(server)
    const connection = await connectTo(server, { session })
    expect(connection.facts).toMatchObject({ version, resumed: true })
    expect(connection.facts.signatureScheme).toBeUndefined()
    expect(connection.facts.certificates).toEqual(session.certificates)
    expect(await get(connection)).toContain('hello')
  })

  test('by its id, when the server gives no tickets', async () => {
    const session = await firstSession('1.2 session ids')
    expect(session.ticket).toBeUndefined()
    expect(session.sessionId).toHaveLength(32)
  })

  test('with TLS 1.3 after a HelloRetryRequest', async () => {
    const session = await firstSession('1.3 group p384')
    const connection = await connectTo('1.3 group p384', { session })
    expect(connection.facts).toMatchObject({ resumed: true, helloRetryRequest: true })
    expect(await get(connection)).toContain('hello')
  })

  test('without extended master secret', async () => {
    const options = { extendedMasterSecret: false }
    const session = await firstSession('1.2 rsa aes128-gcm', options)
    const connection = await connectTo('1.2 rsa aes128-gcm', { ...options, session })
    expect(connection.facts).toMatchObject({ resumed: true, extendedMasterSecret: false })
    expect(await get(connection)).toContain('hello')
  })
})

describe('a full handshake is made instead', () => {
  test('when the session is for another name', async () => {
    const session = await firstSession('1.3 rsa')
    const connection = await connectTo('1.3 rsa', { session, serverName: 'www.example.com' })
    expect(connection.facts.resumed).toBe(false)
    connection.close()
  })

  test('when the session is older than the server said', async () => {
    const session = await firstSession('1.2 rsa aes128-gcm')
    const now = () => session.receivedAt + session.lifetime * 1000
    const connection = await connectTo('1.2 rsa aes128-gcm', { session, now })
    expect(connection.facts.resumed).toBe(false)
    connection.close()
  })

  test('when its version is not offered', async () => {
    const session = await firstSession('1.3 rsa')
    const connection = await connectTo('1.3 rsa', { session, maxVersion: '1.2' })
    expect(connection.facts).toMatchObject({ version: '1.2', resumed: false })
    connection.close()
  })

  test.each([
    ['1.3 rsa', '1.3 ed25519'],
    ['1.2 rsa aes128-gcm', '1.2 rsa cbc sha1'],
    ['1.2 rsa aes128-gcm', '1.3 rsa'],
    ['1.3 rsa', '1.2 rsa aes128-gcm'],
  ] as const)('when the session of "%s" is offered to "%s", which does not know it', async (from, to) => {
    const session = await firstSession(from)
    const connection = await connectTo(to, { session })
    expect(connection.facts.resumed).toBe(false)
    expect(connection.facts.certificates.length).toBeGreaterThan(0)
    expect(await get(connection)).toContain('hello')
  })
})
