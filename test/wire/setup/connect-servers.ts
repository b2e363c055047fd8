import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { TestProject } from 'vitest/node'
import { findClosedPort } from '../../../lab/network/listeners.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A peer that does what the first line tells it, and a port on which nobody listens. */
    connectServers: { readonly obedient: number; readonly closed: number }
  }
}

/** What a peer can be told to do with its connection: `command argument` and a line feed. */
const COMMANDS: Readonly<Record<string, (socket: Socket, argument: string) => void>> = {
  echo: (socket) => socket.pipe(socket),
  say: (socket, words) => socket.end(words),
  /** Counts what comes until the other side ends, then answers. */
  count(socket) {
    let got = 0
    socket.on('data', (data) => {
      got += data.length
    })
    socket.on('end', () => socket.end(`got ${got}`))
  },
  flood: (socket, length) => socket.end(Buffer.alloc(Number(length), 'x')),
  reset: (socket) => socket.resetAndDestroy(),
  /** Says something, and resets the connection as soon as it hears something more. */
  sayThenReset(socket, words) {
    socket.write(words)
    socket.once('data', () => socket.resetAndDestroy())
  },
  /** Ends first and goes on listening: what it hears is told to whoever asks `heard` by the same key. */
  endThenListen(socket, key) {
    const heard = mailbox(key)
    socket.end()
    let text = ''
    socket.on('data', (data) => {
      text += data
    })
    socket.on('end', () => heard.resolve(text))
  },
  heard: (socket, key) => void mailbox(key).promise.then((text) => socket.end(text)),
  /** Takes nothing more from the network. */
  ignore: (socket) => socket.pause(),
  /** Says nothing; `heard` by the same key is answered when the connection is over. */
  hold(socket, key) {
    socket.write('holding')
    socket.resume()
    const over = () => mailbox(key).resolve('over')
    socket.on('end', over)
    socket.on('close', over)
  },
}

const mailboxes = new Map<string, PromiseWithResolvers<string>>()
function mailbox(key: string): PromiseWithResolvers<string> {
  const found = mailboxes.get(key) ?? Promise.withResolvers<string>()
  mailboxes.set(key, found)
  return found
}

export default async function (project: TestProject) {
  const sockets = new Set<Socket>()
  const obedient = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    readLine(socket, (line) => {
      const [command = '', argument = ''] = line.split(/ (.*)/)
      COMMANDS[command]?.(socket, argument)
    })
  })
  obedient.listen(0, '127.0.0.1')
  await once(obedient, 'listening')
  const { port } = obedient.address() as AddressInfo

  project.provide('connectServers', { obedient: port, closed: await findClosedPort() })
  return () => {
    for (const socket of sockets) socket.destroy()
    obedient.close()
  }
}

/** The first line; what comes behind it stays in the socket. */
function readLine(socket: Socket, use: (line: string) => void): void {
  let line = ''
  const read = () => {
    for (let byte = socket.read(1); byte !== null; byte = socket.read(1)) {
      if (byte[0] !== 0x0a) {
        line += byte
        continue
      }
      socket.off('readable', read)
      use(line)
      return
    }
  }
  socket.on('readable', read)
}
