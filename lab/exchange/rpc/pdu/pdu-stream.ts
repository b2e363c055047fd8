import { BadMessage } from '../../wire/octet-reader.ts'
import { HEADER_LENGTH } from './header.ts'

/** The PDUs in a stream of octets: each says in its header how long it is. Ends with the stream, between two PDUs or not. */
export async function* pdusOf(octets: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let held: Buffer = Buffer.alloc(0)
  for await (const piece of octets) {
    held = Buffer.concat([held, piece])
    while (held.length >= HEADER_LENGTH) {
      const length = held.readUInt16LE(8)
      if (length < HEADER_LENGTH) throw new BadMessage('a PDU that is shorter than its header')
      if (held.length < length) break
      yield held.subarray(0, length)
      held = held.subarray(length)
    }
  }
}
