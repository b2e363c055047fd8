import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, decode, encode } from 'dns-packet'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** A resolver that speaks DNS over HTTPS without TLS; its paths are in {@link PATHS}. */
    dnsServers: { readonly origin: string }
  }
}

const NXDOMAIN = 3
const SERVFAIL = 2
const AUTHENTIC_DATA = 0x20
const TRUNCATED = 0x200

/** What the resolver knows: a name, and what it answers whatever type is asked for. */
const NAMES: Readonly<Record<string, { flags?: number; answers?: Answer[]; extendedError?: number }>> = {
  'mail.example.com': {
    flags: AUTHENTIC_DATA,
    answers: [
      { type: 'CNAME', name: 'mail.example.com', ttl: 60, data: 'Edge.example.net' },
      { type: 'A', name: 'edge.example.net', ttl: 30, data: '192.0.2.1' },
      { type: 'AAAA', name: 'edge.example.net', ttl: 30, data: '2001:db8::1' },
    ],
  },
  '_autodiscover._tcp.example.com': {
    answers: [
      {
        type: 'SRV',
        name: '_autodiscover._tcp.example.com',
        ttl: 60,
        data: { priority: 0, weight: 5, port: 443, target: 'mail.example.com' },
      },
    ],
  },
  'xn--bcher-kva.example': {
    answers: [{ type: 'TXT', name: 'xn--bcher-kva.example', ttl: 60, data: 'v=spf1 -all' }],
  },
  'dangling.example.com': {
    flags: NXDOMAIN,
    answers: [{ type: 'CNAME', name: 'dangling.example.com', ttl: 60, data: 'gone.example.net' }],
  },
  'empty.example.com': {},
  'bogus.example.com': { flags: SERVFAIL, extendedError: 6 },
  'large.example.com': { flags: TRUNCATED },
}

/** What the resolver does with a query, by the path of its URL. */
const PATHS: Readonly<Record<string, (response: ServerResponse, query: Buffer) => void>> = {
  '/dns-query': (response, query) => send(response, answerTo(query)),
  '/other-question': (response) =>
    send(response, encode({ type: 'response', questions: [{ type: 'A', name: 'x' }] })),
  '/page': (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  '/forbidden': (response) => void response.writeHead(403).end(),
  '/redirect': (response) => void response.writeHead(307, { location: '/dns-query' }).end(),
  '/long': (response) => send(response, new Uint8Array(65536)),
  '/silent': () => {},
}

export default async function (project: TestProject) {
  const server = createServer(async (request: IncomingMessage, response) => {
    const query = Buffer.concat(await request.toArray())
    PATHS[request.url ?? '']?.(response, query)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  project.provide('dnsServers', { origin: `http://127.0.0.1:${port}` })
  return () => {
    server.closeAllConnections()
    server.close()
  }
}

function send(response: ServerResponse, message: Uint8Array): void {
  response.writeHead(200, { 'content-type': 'application/dns-message' }).end(message)
}

function answerTo(query: Buffer): Uint8Array {
  const { questions = [] } = decode(query)
  const {
    flags = 0,
    answers = [],
    extendedError,
  } = NAMES[questions[0]?.name.toLowerCase() ?? ''] ?? { flags: NXDOMAIN }
  const message = encode({ id: 0, type: 'response', flags, questions, answers })
  if (extendedError === undefined) return message
  // The codec cannot write the option: an OPT record with the one option, and the count of additional records.
  message[11] = 1
  return Buffer.concat([
    message,
    Buffer.from([0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 6, 0, 15, 0, 2, 0, extendedError]),
  ])
}
