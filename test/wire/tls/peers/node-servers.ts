import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Credentials } from './certificates.ts'
import type { Configuration } from './configurations.ts'

/** Starts Node's own TLS server on 127.0.0.1, with HTTP behind it. */
export async function startNodeServer(
  configuration: Configuration,
  { certificate, key }: Credentials,
): Promise<{ readonly server: Server; readonly port: number }> {
  const { credentials: _, keepsSessions, staple, renegotiates, ...options } = configuration
  const server = createServer({ minVersion: 'TLSv1.2', ...options, cert: certificate, key })
  // A client that has said all it has to say still wants the answer.
  Object.assign(server, { httpAllowHalfOpen: true })
  server.on('request', (request, response) => {
    if (renegotiates && request.url === '/renegotiate') renegotiate(request.socket as TLSSocket)
    else answer(request, response)
  })
  // A client that gives up is what many of the tests are about.
  server.on('tlsClientError', () => {})
  if (keepsSessions) keepSessions(server)
  if (staple)
    server.on('OCSPRequest', (_certificate, _issuer, done) => done(null, Buffer.from(staple, 'hex')))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  response.sendDate = false
  switch (request.url) {
    case '/echo':
      request.pipe(response)
      return
    case '/large':
      response.end(Buffer.alloc(1024 * 1024, 'large '))
      return
    case '/small-records':
      sendByteByByte(response)
      return
    default:
      response.end('hello')
  }
}

/** Each byte in a record of its own. */
function sendByteByByte(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Length': 500 })
  response.flushHeaders()
  let left = 500
  const next = (): void => {
    left -= 1
    if (left === 0) response.end('x')
    else response.write('x', next)
  }
  next()
}

/** As IIS does when it knows the request, and its directory wants a certificate. */
function renegotiate(socket: TLSSocket): void {
  socket.renegotiate({ requestCert: true, rejectUnauthorized: false } as never, () => {})
}

function keepSessions(server: Server): void {
  const sessions = new Map<string, Buffer>()
  server.on('newSession', (id: Buffer, data: Buffer, done: () => void) => {
    sessions.set(id.toString('hex'), data)
    done()
  })
  server.on('resumeSession', (id: Buffer, done: (error: Error | null, data: Buffer | null) => void) => {
    done(null, sessions.get(id.toString('hex')) ?? null)
  })
}
