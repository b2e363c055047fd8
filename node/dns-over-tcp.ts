import type { ByteStream, Endpoint } from '../shared/platform/index.ts'
import { ByteReader, ByteWriter, concatBytes } from '../shared/protocols/bytes/index.ts'
import { ProtocolError } from '../shared/protocols/protocol-error.ts'
import { connect } from './connect.ts'

/**
 * Sends a query over TCP and gives the first message that comes back, each behind its length in two bytes
 * (RFC 1035 section 4.2.2). Rejects with a `ConnectError`, or `dns.truncated` when the server stops early.
 */
export async function askOverTcp(
  server: Endpoint,
  query: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const stream = await connect(server, signal)
  const onAbort = () => stream.close()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const framed = new ByteWriter()
    framed.vector16('message', () => framed.raw(query))
    await stream.write(framed.bytes())
    const length = new ByteReader(await readExactly(stream, 2), 'dns').u16()
    return await readExactly(stream, length)
  } finally {
    signal.removeEventListener('abort', onAbort)
    stream.close()
  }
}

async function readExactly(stream: ByteStream, length: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (let left = length; left > 0; ) {
    const part = await stream.read(left)
    if (part === null) throw new ProtocolError('dns.truncated', 'the server closed within a message')
    parts.push(part)
    left -= part.length
  }
  return concatBytes(...parts)
}
