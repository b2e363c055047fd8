import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Authority } from '../ca/authority.ts'

/** Hands out the authorities' certificates where the leaves say that they are (RFC 5280 section 4.2.2.1). */
export function serveIssuers(authority: Authority, connection: Duplex): void {
  const server = createServer(async (request, response) => {
    const certificate = await authority.published(request.url ?? '')
    if (certificate === undefined) response.writeHead(404, { 'content-length': 0 }).end()
    else response.writeHead(200, { 'content-type': 'application/pkix-cert' }).end(certificate)
  })
  server.emit('connection', connection)
}
