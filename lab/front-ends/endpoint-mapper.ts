import type { Socket } from 'node:net'

const BIND = 11
const BIND_ACK = 12

/** NDR 2.0, 8a885d04-1ceb-11c9-9fe8-08002b104860, as a syntax identifier (C706 appendix I). */
const NDR = Buffer.from('045d888aeb1cc9119fe808002b10486002000000', 'hex')

/** The RPC endpoint mapper of a Windows machine, as far as its answer to a bind (C706 section 12.6.4.3). */
export function serveEndpointMapper(socket: Socket): void {
  socket.once('data', (request) => {
    if (request.length < 16 || request[0] !== 5 || request[2] !== BIND) {
      socket.destroy()
      return
    }
    socket.write(bindAck(request.readUInt32LE(12)))
    socket.resume()
  })
}

function bindAck(callId: number): Buffer {
  const ack = Buffer.alloc(60)
  ack.set([5, 0, BIND_ACK, 0x03, 0x10]) // version 5.0, first and last fragment, little endian
  ack.writeUInt16LE(ack.length, 8)
  ack.writeUInt32LE(callId, 12)
  ack.writeUInt16LE(4280, 16) // longest fragment either way
  ack.writeUInt16LE(4280, 18)
  ack.writeUInt32LE(0x5e0b, 20) // association group
  ack.writeUInt16LE(4, 24) // secondary address
  ack.write('135\0', 26, 'ascii')
  ack.writeUInt8(1, 32) // one result, 0: accepted
  ack.set(NDR, 40)
  return ack
}
