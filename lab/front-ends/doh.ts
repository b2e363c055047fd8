import { createSecureServer, type Http2SecureServer } from 'node:http2'
import { dohHandler } from '../dns/doh-handler.ts'
import type { DohFrontEnd } from './front-end.ts'
import type { Serve, Surroundings } from './serve.ts'

/** A resolver on its own address: HTTP/2, as RFC 8484 section 5.2 recommends, or HTTP/1.1, over TLS. */
export function serveDoh(frontEnd: DohFrontEnd, surroundings: Surroundings): Serve {
  let server: Promise<Http2SecureServer> | undefined
  return async (socket) => {
    server ??= secureServer(frontEnd, surroundings)
    const ready = await server
    ready.emit('connection', socket)
  }
}

async function secureServer(
  frontEnd: DohFrontEnd,
  { authority, domain, internet, asked }: Surroundings,
): Promise<Http2SecureServer> {
  const { chainPem, keyPem } = await authority.issue(frontEnd.certificate, domain)
  const handle = dohHandler(internet, frontEnd.resolver, asked)
  return createSecureServer({ cert: chainPem, key: keyPem, allowHTTP1: true }, handle)
}
