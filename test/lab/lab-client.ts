import tls from 'node:tls'
import type { Lab } from '../../lab/index.ts'
import { nodeBase } from './node-base.ts'

/** The loopback port that stands for a host's port. */
export function portOf(lab: Lab, tenant: string, host = 'mail', port = 443): number {
  const [address = ''] = lab.addresses[tenant]?.[host] ?? []
  const reach = lab.map.hosts[address]?.ports[port]
  if (typeof reach !== 'number') throw new Error(`${host} of ${tenant} does not listen on ${port}`)
  return reach
}

/** A connection with Node's own TLS client, on which the handshake has ended well; it trusts the lab's roots alone. */
export function handshake(
  lab: Lab,
  tenant: string,
  options: tls.ConnectionOptions = {},
): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      host: '127.0.0.1',
      port: portOf(lab, tenant),
      servername: `mail.${tenant}.test`,
      ca: lab.rootPem,
      ...options,
    })
    socket.once('secureConnect', () => resolve(socket))
    socket.once('error', reject)
  })
}

/** Sends bytes to a port, and reads until the peer has sent so many, or has finished. */
export async function exchange(port: number, bytes: Uint8Array, atLeast: number): Promise<Buffer> {
  const stream = await nodeBase.connect({ address: '127.0.0.1', port }, AbortSignal.timeout(5000))
  if (bytes.length > 0) await stream.write(bytes)
  const parts: Uint8Array[] = []
  for (let length = 0; length < atLeast; ) {
    const part = await stream.read()
    if (part === null) break
    parts.push(part)
    length += part.length
  }
  stream.close()
  return Buffer.concat(parts)
}
