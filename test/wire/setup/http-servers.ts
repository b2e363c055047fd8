import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Ports on 127.0.0.1: Node's own HTTP server, and one that knows RPC's methods and says what it is told. */
    httpServers: { readonly node: number; readonly raw: number }
  }
}

type Route = (request: IncomingMessage, response: ServerResponse) => void

/** What Node's HTTP server answers, by path. */
const ROUTES: Readonly<Record<string, Route>> = {
  /** The body as it came, on a connection that is kept. */
  '/echo'(request, response) {
    const parts: Buffer[] = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts)
      response.writeHead(200, { 'Content-Length': body.length, 'X-Host': request.headers.host ?? '' })
      response.end(body)
    })
  },
  /** How many requests this connection has carried. */
  '/count'(request, response) {
    const requests = (carried.get(request.socket) ?? 0) + 1
    carried.set(request.socket, requests)
    const text = String(requests)
    response.writeHead(200, { 'Content-Length': text.length }).end(text)
  },
  '/chunks'(_, response) {
    response.writeHead(200, { 'Transfer-Encoding': 'chunked', Trailer: 'X-ElapsedTime' })
    response.write('PROCESSING\r\n')
    response.write('DONE\r\n')
    response.addTrailers({ 'X-ElapsedTime': '12' })
    response.end()
  },
  '/until-close'(_, response) {
    response.removeHeader('Transfer-Encoding')
    response.writeHead(200, { Connection: 'close' })
    response.write('to the ')
    response.end('end')
  },
  '/empty': (_, response) => response.writeHead(204).end(),
  '/unchanged': (_, response) => response.writeHead(304).end(),
  '/challenges'(_, response) {
    response.setHeader('WWW-Authenticate', ['Negotiate', 'NTLM', 'Basic realm="mail, contoso"'])
    response.writeHead(401, { 'Content-Length': 0 }).end()
  },
  '/hints'(_, response) {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' })
    response.writeProcessing()
    response.writeHead(200, { 'Content-Length': 2 }).end('ok')
  },
  '/unauthorized': (_, response) => response.writeHead(401, { 'Content-Length': 0 }).end(),
  /** More than any buffer on the way holds. */
  '/large'(_, response) {
    const body = Buffer.alloc(4_000_000, 'x')
    response.writeHead(200, { 'Content-Length': body.length }).end(body)
  },
}

const carried = new WeakMap<Socket, number>()

export default async function (project: TestProject) {
  const http = createServer((request, response) => route(request, response))
  http.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url !== '/unauthorized') response.writeContinue()
    route(request, response)
  })
  const raw = createTcpServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    readHead(socket, (head, rest) => answerRaw(socket, head, rest))
  })
  const node = await listening(http)
  project.provide('httpServers', { node: node.port, raw: (await listening(raw)).port })
  return () => {
    http.closeAllConnections()
    http.close()
    raw.close()
  }
}

function route(request: IncomingMessage, response: ServerResponse): void {
  const answer = ROUTES[request.url ?? '']
  if (answer === undefined) response.writeHead(404, { 'Content-Length': 0 }).end()
  else answer(request, response)
}

async function listening(server: Server): Promise<AddressInfo> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address
}

/** OUT channels that wait for what comes in the IN channel of the same target. */
const outChannels = new Map<string, Socket>()

/** By method and the first part of the target; the second part is an argument. */
function answerRaw(socket: Socket, head: string, rest: Buffer): void {
  const [, method = '', action = '', argument = ''] =
    /^(\S+) \/([^/ ]*)\/?(\S*) HTTP\/1\.1\r\n/.exec(head) ?? []
  if (method === 'RPC_OUT_DATA') {
    outChannels.set(argument, socket)
    socket.write(
      'HTTP/1.1 200 Success\r\nContent-Type: application/rpc\r\nContent-Length: 1073741824\r\n\r\n',
    )
  } else if (method === 'RPC_IN_DATA' && action === 'relay') {
    const relay = (bytes: Buffer) => outChannels.get(argument)?.write(bytes)
    relay(rest)
    socket.on('data', relay)
  } else if (method === 'RPC_IN_DATA' && action === 'refuse-after') {
    refuseAfter(socket, Number(argument), rest.length)
  } else {
    // What is told is said as it is; then the connection finishes, is reset, or stays.
    socket.write(Buffer.from(decodeURIComponent(argument), 'latin1'), () => {
      if (action === 'finish') socket.end()
      if (action === 'reset') socket.resetAndDestroy()
    })
  }
}

/** Takes so many bytes of the body, answers 401 in its midst, and goes on taking bytes. */
function refuseAfter(socket: Socket, limit: number, already: number): void {
  let taken = 0
  let refused = false
  const take = (length: number) => {
    taken += length
    if (refused || taken < limit) return
    refused = true
    socket.write('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n')
  }
  take(already)
  socket.on('data', (bytes) => take(bytes.length))
}

/** The head up to its empty line, and what came behind it in the same piece. */
function readHead(socket: Socket, use: (head: string, rest: Buffer) => void): void {
  let got = Buffer.alloc(0)
  const read = (bytes: Buffer) => {
    got = Buffer.concat([got, bytes])
    const end = got.indexOf('\r\n\r\n')
    if (end === -1) return
    socket.off('data', read)
    use(got.toString('latin1', 0, end + 4), got.subarray(end + 4))
  }
  socket.on('data', read)
}
