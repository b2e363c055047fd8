import { describe, expect, test } from 'vitest'
import { connectTo, failure, get } from './peers/client.ts'

describe('a server that asks for a client certificate', () => {
  test.each(['1.3 certificate asked for', '1.2 certificate asked for', '1.0 certificate asked for'] as const)(
    '%s: goes on without, and the request is noted',
    async (server) => {
      const connection = await connectTo(server)
      expect(connection.facts.clientCertificateRequested).toBe('handshake')
      expect(await get(connection)).toContain('hello')
    },
  )
})

describe('a server that insists on a client certificate', () => {
  test('1.2: the handshake ends with an error that says so, and the chain is known', async () => {
    const error = await failure(connectTo('1.2 certificate required'))
    expect(error.code).toBe('tls.client-certificate-required')
    expect(error.alert).toMatchObject({ level: 'fatal', description: 'handshake_failure', sent: false })
    expect(error.facts).toMatchObject({ version: '1.2', clientCertificateRequested: 'handshake' })
    expect(error.facts.certificates).toHaveLength(2)
  })

  test('1.3: its refusal comes when the first data is awaited', async () => {
    const connection = await connectTo('1.3 certificate required')
    expect(connection.facts.clientCertificateRequested).toBe('handshake')
    const error = await failure(connection.read())
    expect(error.code).toBe('tls.client-certificate-required')
    expect(error.alert).toMatchObject({ description: 'certificate_required' })
    expect(error.facts.certificates).toHaveLength(2)
  })
})

describe('a server that asks by a renegotiation once it knows the request, as IIS does', () => {
  test('and ends the connection when it is told no: the error says so', async () => {
    const connection = await connectTo('1.2 renegotiation')
    expect(connection.facts.clientCertificateRequested).toBe(false)
    const error = await failure(get(connection, '/renegotiate'))
    expect(error.code).toBe('tls.renegotiation-required')
    expect(error.alert).toMatchObject({ description: 'handshake_failure', sent: false })
    expect(error.facts.clientCertificateRequested).toBe('renegotiation')
  })
})
