import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/**
 * What somebody on the way does. The client says it in the first line of the connection, as JSON.
 */
export interface Tampering {
  /** The server behind, on 127.0.0.1. */
  readonly port: number
  /** Bytes (hex) in the client's hello that are put in place of others. */
  readonly hello?: { readonly find: string; readonly put: string }
  /** The record of the server's that is changed, counted from 0; alone of those of `type` when that is given. */
  readonly record?: number
  readonly type?: number
  /** Which byte of the record's body (from the end when negative) is combined with `xor`. */
  readonly at?: number
  readonly xor?: number
  /** Bytes (hex) that take the place of the record, its header too. */
  readonly replacement?: string
  /** The connection is cut off before this record. */
  readonly cut?: boolean
}

const headerLength = 5

/** Starts a relay that forwards both directions and tampers with one record of the server's. */
export async function startRelay(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((client) => {
    client.on('error', () => {})
    let start = Buffer.alloc(0)
    const onData = (bytes: Buffer): void => {
      start = Buffer.concat([start, bytes])
      const end = start.indexOf('\n')
      if (end < 0) return
      client.off('data', onData)
      relay(client, JSON.parse(start.toString('utf8', 0, end)), start.subarray(end + 1))
    }
    client.on('data', onData)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}

function relay(client: Socket, tampering: Tampering, first: Buffer): void {
  const behind = connect(tampering.port, '127.0.0.1')
  behind.on('error', () => client.destroy())
  behind.on('end', () => client.end())
  client.on('close', () => behind.destroy())
  let isHello = true
  const forward = (bytes: Buffer): void => {
    behind.write(isHello && tampering.hello ? put(bytes, tampering.hello) : bytes)
    isHello = false
  }
  if (first.length > 0) forward(first)
  client.on('data', forward)

  let pending = Buffer.alloc(0)
  let seen = 0
  behind.on('data', (bytes) => {
    pending = Buffer.concat([pending, bytes])
    while (pending.length >= headerLength) {
      const length = headerLength + pending.readUInt16BE(3)
      if (pending.length < length) return
      const record = Buffer.from(pending.subarray(0, length))
      pending = pending.subarray(length)
      const counts = tampering.type === undefined || record[0] === tampering.type
      const isIt = counts && seen === tampering.record
      if (counts) seen += 1
      if (isIt && tampering.cut) {
        client.end()
        behind.destroy()
        return
      }
      client.write(isIt ? change(record, tampering) : record)
    }
  })
}

function change(record: Buffer, { at = 0, xor = 0, replacement }: Tampering): Buffer {
  if (replacement !== undefined) return Buffer.from(replacement, 'hex')
  const index = at < 0 ? record.length + at : headerLength + at
  record.writeUInt8(record.readUInt8(index) ^ xor, index)
  return record
}

function put(hello: Buffer, { find, put }: NonNullable<Tampering['hello']>): Buffer {
  const at = hello.indexOf(find, 'hex')
  // A hello that is not as the suite has it must not pass unchanged: the test would prove nothing.
  if (at < 0) return Buffer.alloc(0)
  return Buffer.concat([hello.subarray(0, at), Buffer.from(put, 'hex'), hello.subarray(at + find.length / 2)])
}
