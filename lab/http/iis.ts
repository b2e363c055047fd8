import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'

/** The virtual directories that an anonymous request is refused on. */
const PROTECTED = /^\/(autodiscover|ews|mapi|oab|rpc|microsoft-server-activesync)(\/|$)/i

const server = createServer((request, response) => {
  response.setHeader('server', 'Microsoft-IIS/10.0')
  response.setHeader('x-powered-by', 'ASP.NET')
  if (PROTECTED.test(request.url ?? '')) {
    response.writeHead(401, { 'www-authenticate': ['Negotiate', 'NTLM'], 'content-length': 0 })
  } else {
    response.writeHead(200, { 'content-type': 'text/html', 'content-length': 0 })
  }
  response.end()
})

/** Answers HTTP/1.1 on a connection as an IIS does that guards Exchange's directories, and knows no more than that. */
export function serveIis(connection: Duplex): void {
  server.emit('connection', connection)
}
