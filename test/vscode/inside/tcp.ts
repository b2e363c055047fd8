import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** Somebody on this machine who takes connections, counts them, and keeps what comes. */
export interface LoopbackServer {
  readonly port: number
  connections(): number
  heard(): string
  close(): Promise<void>
}

/** It answers nothing and closes: what is asked of it has no answer, which is answer enough. */
export async function listenOnLoopback(): Promise<LoopbackServer> {
  let count = 0
  let text = ''
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    count += 1
    open.add(socket)
    socket.on('data', (data) => {
      text += data.toString('latin1')
      socket.end()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => open.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    connections: () => count,
    heard: () => text,
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
