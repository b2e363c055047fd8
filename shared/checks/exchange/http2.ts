import { check } from '../../engine/index.ts'
import { ConnectError } from '../../platform/index.ts'
import { ByteReader, concatBytes } from '../../protocols/bytes/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import { connectTls } from '../../protocols/tls/index.ts'
import { tlsOptionsFor } from '../tls/open.ts'
import type { HostAddress } from './questions.ts'

/** The client's preface and an empty SETTINGS frame (RFC 9113 section 3.4). */
const PREFACE = concatBytes(
  new TextEncoder().encode('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Uint8Array.of(0, 0, 0, 4, 0, 0, 0, 0, 0),
)
const FRAME_HEAD = 9
const SETTINGS = 4

/** Does the server speak HTTP/2? Worth asking of one that does not answer HTTP/1.1. */
export const speaksHttp2 = check(
  'exchange.http2',
  async (step, { host, address }: HostAddress): Promise<boolean> => {
    try {
      const endpoint = { host, address, port: 443 }
      const connection = await connectTls(await step.connect(endpoint), {
        ...tlsOptionsFor(step, endpoint),
        alpn: ['h2', 'http/1.1'],
      })
      step.note('tls.alpn', connection.facts.alpn ?? 'none')
      await connection.write(PREFACE)
      let received = new Uint8Array()
      while (received.length < FRAME_HEAD) {
        const more = await connection.read()
        if (more === null) return false
        received = concatBytes(received, more)
      }
      return beginsWithSettings(received)
    } catch (error) {
      if (error instanceof ProtocolError || error instanceof ConnectError) return false
      throw error
    }
  },
  { limitSeconds: 8, needed: false },
)

/** A server's first frame is SETTINGS, on stream 0. */
function beginsWithSettings(bytes: Uint8Array): boolean {
  const reader = new ByteReader(bytes, 'http2')
  reader.skip(3)
  const type = reader.u8()
  reader.skip(1)
  return type === SETTINGS && reader.u32() === 0
}
