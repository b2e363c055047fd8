import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Serve } from '../front-ends/serve.ts'

/** A client that says nothing for this long is shown the door: longer than any channel may be idle. */
const IDLE_MS = 20 * 60_000

/** The lab's open ports on 127.0.0.1. */
export interface Listeners {
  /** Opens a port. Resolves with its number. */
  open(serve: Serve, connected: () => void): Promise<number>
  /** Ends the connections to a port that it opened; new ones are taken. */
  cut(port: number): void
  /** Closes all ports and ends all connections. */
  close(): Promise<void>
}

export function listeners(): Listeners {
  const servers: Server[] = []
  const sockets = new Set<Socket>()

  return {
    async open(serve, connected) {
      const server = createServer((socket) => {
        sockets.add(socket)
        socket.on('close', () => sockets.delete(socket))
        socket.on('error', () => socket.destroy())
        socket.setNoDelay(true)
        socket.setTimeout(IDLE_MS, () => socket.destroy())
        connected()
        Promise.resolve(serve(socket)).catch((error: unknown) => {
          socket.destroy()
          // A front end that cannot be set up is a mistake in the lab's data, not something to diagnose.
          console.error('lab:', error)
        })
      })
      servers.push(server)
      return listen(server)
    },
    cut(port) {
      for (const socket of sockets) if (socket.localPort === port) socket.destroy()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    },
  }
}

/** Listens on a free port of 127.0.0.1. Resolves with its number. */
export function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

/**
 * A port of 127.0.0.1 that refuses. One of the lowest numbers, which the system never hands out by itself: a
 * port that was free a moment ago may be taken when it is needed. Not port 1, which `fetch` does not even try.
 */
export async function findClosedPort(): Promise<number> {
  for (const port of [2, 3, 4, 5, 6]) {
    if (await refuses(port)) return port
  }
  throw new Error('the lab needs one of the ports 2 to 6 of 127.0.0.1 on which nothing listens')
}

function refuses(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(false)
    })
    socket.on('error', () => resolve(true))
  })
}
