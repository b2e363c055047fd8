import { createSecureContext, createServer, DEFAULT_CIPHERS, type SecureContext, type Server } from 'node:tls'
import { siteOf } from '../http/site-of.ts'
import { readClientHello, readFirstRecord } from '../tls/client-hello.ts'
import { answerOldClient, isBeyondOpenssl, unrecognizedName } from '../tls/old-tls.ts'
import type { TlsFrontEnd } from './front-end.ts'
import { serveHttp } from './http.ts'
import type { Serve, Surroundings } from './serve.ts'

/** Weak keys, SHA-1 and TLS 1.0 are below the level that OpenSSL serves unasked. */
const ANYTHING_GOES = '@SECLEVEL=0'

type TakeContext = (error: Error | null, context: SecureContext) => void

/**
 * Looks at the ClientHello first: what OpenSSL would refuse, or could not do, is answered by hand; everything else is
 * OpenSSL's, from the first byte on.
 */
export function serveTls(frontEnd: TlsFrontEnd, surroundings: Surroundings): Serve {
  const { authority, domain } = surroundings
  let server: Promise<Server> | undefined
  return async (socket) => {
    const first = await readFirstRecord(socket)
    if (first.length === 0) {
      // Somebody tried the port and left.
      socket.destroy()
      return
    }
    const hello = readClientHello(first)
    if (hello !== undefined && hello.serverName === undefined && frontEnd.withoutServerName === 'alert') {
      socket.end(unrecognizedName())
      return
    }
    if (hello !== undefined && frontEnd.also !== undefined && isBeyondOpenssl(hello)) {
      const { chain } = await authority.issue(frontEnd.certificate, domain)
      socket.write(answerOldClient(frontEnd.also, hello, chain))
      socket.resume()
      return
    }
    server ??= opensslServer(frontEnd, surroundings)
    const ready = await server
    if (socket.destroyed) return
    socket.unshift(first)
    ready.emit('connection', socket)
  }
}

async function opensslServer(frontEnd: TlsFrontEnd, surroundings: Surroundings): Promise<Server> {
  const { authority, domain } = surroundings
  const { withoutServerName, clientCertificate, versions = ['TLSv1.2', 'TLSv1.3'] } = frontEnd
  const own = await authority.issue(frontEnd.certificate, domain)
  const other = typeof withoutServerName === 'object' && (await authority.issue(withoutServerName, domain))
  const common = {
    minVersion: versions[0],
    maxVersion: versions[1],
    ciphers: `${frontEnd.ciphers ?? DEFAULT_CIPHERS}:${ANYTHING_GOES}`,
  }
  const contextFor = ({ chainPem, keyPem }: typeof own) => ({ ...common, cert: chainPem, key: keyPem })

  const server = createServer({
    ...contextFor(other || own),
    ...(other && {
      SNICallback: (_name: string, take: TakeContext) => take(null, createSecureContext(contextFor(own))),
    }),
    ALPNProtocols: [...(frontEnd.alpn ?? ['http/1.1'])],
    ...(clientCertificate && {
      requestCert: true,
      rejectUnauthorized: clientCertificate === 'required',
      ca: authority.rootPem,
    }),
  })
  if (frontEnd.staples) {
    server.on('OCSPRequest', (_certificate, _issuer, answer) => {
      answer(null, own.staple === undefined ? null : Buffer.from(own.staple))
    })
  }
  const site = siteOf(frontEnd.behind, surroundings)
  server.on('secureConnection', (connection) => {
    connection.on('error', () => connection.destroy())
    serveHttp(site, connection)
  })
  return server
}
