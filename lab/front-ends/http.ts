import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { Site } from '../http/message.ts'
import { serveHttp1 } from '../http/server/serve-http1.ts'
import { serveHttp2 } from '../http/server/serve-http2.ts'

/** Answers HTTP on a connection as the site does: HTTP/2 where TLS agreed on it. */
export function serveHttp(site: Site, connection: Duplex): void {
  const tls = connection instanceof TLSSocket ? connection : undefined
  const certificate = tls?.getX509Certificate()?.raw
  const handle = site({ secure: tls !== undefined, ...(certificate && { certificate }) })
  if (tls?.alpnProtocol === 'h2') {
    serveHttp2(connection, handle)
    return
  }
  serveHttp1(connection, handle).catch((error: unknown) => {
    connection.destroy()
    console.error('lab:', error)
  })
}
