import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { type Answer, type DecodedPacket, decode, encode, type Packet } from 'dns-packet'
import { onTestFinished } from 'vitest'

export interface Datagram {
  readonly query: DecodedPacket
  readonly from: RemoteInfo
  /** Sends a response from the socket that was asked, or from another one. */
  respond(response: Packet, socket?: Socket): Promise<void>
}

/** A DNS server over UDP on 127.0.0.1 for the length of one test; answers with its port. */
export async function serveUdp(serve: (datagram: Datagram) => void): Promise<number> {
  const socket = await udpSocket()
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

export async function udpSocket(address = '127.0.0.1'): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, address)
  onTestFinished(() => void socket.close())
  await once(socket, 'listening')
  return socket
}

/** A DNS server over TCP on a port that has been chosen before; sends what `serve` gives, in pieces. */
export async function serveTcpOn(port: number, serve: (query: DecodedPacket) => Uint8Array[]): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', async (data) => {
      for (const piece of serve(decode(data.subarray(2)))) {
        socket.write(piece)
        await new Promise((resolve) => setImmediate(resolve))
      }
      socket.end()
    })
  })
  onTestFinished(() => void server.close())
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}

/** A response that echoes id and question. */
export function responseTo(query: DecodedPacket, answers: Answer[] = [], flags = 0): Packet {
  return { id: query.id ?? 0, type: 'response', flags, questions: query.questions ?? [], answers }
}
