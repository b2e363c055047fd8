import { ByteWriter } from '../../bytes/index.ts'
import { handshakeType } from '../codes/handshake-types.ts'

/** Finished, of any version: what differs is how the content is computed. */
export function writeFinished(content: Uint8Array): Uint8Array {
  const writer = new ByteWriter().u8(handshakeType.finished, 'handshake type: finished')
  return writer.vector24('finished', () => writer.raw(content, 'verify data')).bytes()
}
