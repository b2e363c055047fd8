import { createServer, type TLSSocket, type TlsOptions } from 'node:tls'
import { selfSigned } from '../../../node/self-signed.ts'

/** A request's head. A body is passed over: none of the questions has one that matters. */
export interface Asked {
  readonly method: string
  /** Without the query, in lower case. */
  readonly path: string
  readonly headers: ReadonlyMap<string, string>
  /** How many came before it on the same connection. */
  readonly before: number
}

/** The whole answer as it goes on the wire, or what becomes of the connection instead. */
export type Said = string | 'silence' | 'close'

export type Behaviour = (asked: Asked) => Said

export interface RawServer {
  readonly port: number
  /** Every request as `METHOD /path`, in order. */
  readonly log: string[]
  close(): Promise<void>
}

let identity: Promise<{ key: string; cert: string }> | undefined

/** HTTP/1.1 over TLS byte for byte as a test wants it: Node's own server takes no verbs of RPC over HTTP. */
export async function rawServer(behave: Behaviour, options: TlsOptions = {}): Promise<RawServer> {
  identity ??= selfSigned()
  const log: string[] = []
  const sockets = new Set<TLSSocket>()
  const server = createServer({ ...(await identity), ...options }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    let text = ''
    let before = 0
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
      for (let end = text.indexOf('\r\n\r\n'); end !== -1; end = text.indexOf('\r\n\r\n')) {
        const asked = readHead(text.slice(0, end), before)
        text = text.slice(end + 4)
        before += 1
        log.push(`${asked.method} ${asked.path}`)
        const said = behave(asked)
        if (said === 'close') socket.destroy()
        else if (said !== 'silence') socket.write(said, 'latin1')
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    port: address.port,
    log,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

function readHead(head: string, before: number): Asked {
  const [start = '', ...lines] = head.split('\r\n')
  const [method = '', target = ''] = start.split(' ')
  const headers = lines.map((line): [string, string] => {
    const [name = '', ...rest] = line.split(':')
    return [name.toLowerCase(), rest.join(':').trim()]
  })
  const path = (target.split('?')[0] ?? '').toLowerCase()
  return { method, path, headers: new Map(headers), before }
}

/** An answer with its length. */
export function reply(status: string, headers: readonly string[] = [], body = ''): string {
  return [`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${body.length}`, '', body].join('\r\n')
}
