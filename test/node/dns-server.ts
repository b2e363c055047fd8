import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { type Answer, type DecodedPacket, decode, encode, type Packet } from 'dns-packet'
import { onTestFinished } from 'vitest'

export interface Datagram {
  readonly query: DecodedPacket
  readonly from: RemoteInfo
  /** Sends a response from the socket that was asked, or from another one. */
  respond(response: Packet, socket?: Socket): Promise<void>
}

type Serve = (datagram: Datagram) => void

/** A DNS server over UDP on 127.0.0.1 for the length of one test; answers with its port. */
export async function serveUdp(serve: Serve): Promise<number> {
  return answering(await udpSocket(), serve)
}

/** A DNS server over UDP and TCP on one port; over TCP it sends what `serveTcp` gives, in pieces. */
export async function serveUdpAndTcp(
  serve: Serve,
  serveTcp: (query: DecodedPacket) => Uint8Array[],
): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', async (data) => {
      for (const piece of serveTcp(decode(data.subarray(2)))) {
        socket.write(piece)
        await new Promise((resolve) => setImmediate(resolve))
      }
      socket.end()
    })
  })
  onTestFinished(() => void server.close())
  return answering(await onOnePort(server), serve)
}

/** Listens over TCP on a port whose UDP half is free too: somebody else's socket may have just that one. */
async function onOnePort(server: Server): Promise<Socket> {
  for (let attempt = 1; ; attempt += 1) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    try {
      return await udpSocket('127.0.0.1', port)
    } catch (error) {
      if (attempt === 20) throw error
      server.close()
      await once(server, 'close')
    }
  }
}

function answering(socket: Socket, serve: Serve): number {
  socket.on('message', (message, from) => {
    serve({
      query: decode(message),
      from,
      respond: (response, by = socket) =>
        new Promise((resolve, reject) =>
          by.send(encode(response), from.port, from.address, (error) => (error ? reject(error) : resolve())),
        ),
    })
  })
  return socket.address().port
}

/** A socket of its own for the length of one test. */
export async function udpSocket(address = '127.0.0.1', port = 0): Promise<Socket> {
  const socket = createSocket('udp4').bind(port, address)
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  return socket
}

/** A response that echoes id and question. */
export function responseTo(query: DecodedPacket, answers: Answer[] = [], flags = 0): Packet {
  return { id: query.id ?? 0, type: 'response', flags, questions: query.questions ?? [], answers }
}
