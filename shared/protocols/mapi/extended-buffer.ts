import { ByteReader, ByteWriter, concatBytes } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'
import { decompress } from './lz77.ts'

/** RPC_HEADER_EXT's Flags (MS-OXCRPC section 2.2.2.1). */
const COMPRESSED = 0x0001
const XOR_MAGIC = 0x0002
const LAST = 0x0004
const XOR_BYTE = 0xa5

/** All payloads of one chain together; a server's answer has 32 KiB and a few. */
const LONGEST_CHAIN = 0x100000

/** Writes what `content` writes behind a header of its own, neither compressed nor obscured, and the last of its chain. */
export function writeExtendedBuffer(writer: ByteWriter, content: (writer: ByteWriter) => void): void {
  const scratch = new ByteWriter('little')
  content(scratch)
  writer
    .u16(0, 'RPC_HEADER_EXT: Version')
    .u16(LAST, 'Flags: Last')
    .u16(scratch.length, 'Size')
    .u16(scratch.length, 'SizeActual')
  content(writer)
}

/**
 * Reads the rest of `reader` as one payload behind its header, or several in a chain (MS-OXCRPC section 2.2.2.1), and undoes
 * compression and XOR. Each comes as a reader of its own; one that was sent as it is shares the notes of `reader`.
 *
 * @throws ProtocolError `mapi.truncated`, `mapi.trailing`, `mapi.compressed`, `mapi.extended-buffer`
 */
export function readExtendedBuffers(reader: ByteReader): ByteReader[] {
  const payloads: ByteReader[] = []
  let total = 0
  for (;;) {
    const version = reader.u16('RPC_HEADER_EXT: Version')
    const flags = reader.u16((value) => `Flags: ${flagNames(value)}`)
    const size = reader.u16('Size')
    const actual = reader.u16('SizeActual')
    if (version !== 0) throw bad(`version ${version} is not known`)
    if ((flags & ~(COMPRESSED | XOR_MAGIC | LAST)) !== 0) throw bad(`flags 0x${flags.toString(16)}`)
    if ((flags & COMPRESSED) === 0 && size !== actual)
      throw bad(`${size} bytes that are not compressed cannot hold ${actual}`)
    total += actual
    if (total > LONGEST_CHAIN) throw bad(`a chain of more than ${LONGEST_CHAIN} bytes`)
    payloads.push(readPayload(reader, flags, size, actual))
    if ((flags & LAST) !== 0) break
  }
  reader.finish()
  return payloads
}

function readPayload(reader: ByteReader, flags: number, size: number, actual: number): ByteReader {
  if ((flags & (COMPRESSED | XOR_MAGIC)) === 0) return reader.nested(size)
  const hidden = reader.take(size, `payload, ${flagNames(flags)}`)
  const stream = (flags & XOR_MAGIC) === 0 ? hidden : hidden.map((byte) => byte ^ XOR_BYTE)
  const payload = (flags & COMPRESSED) === 0 ? stream : decompress(stream, actual)
  return new ByteReader(payload, reader.protocol, 'little')
}

/** The payloads of a chain in one, for those that continue each other. */
export function joined(payloads: readonly ByteReader[]): ByteReader {
  const [only] = payloads
  if (only !== undefined && payloads.length === 1) return only
  return new ByteReader(concatBytes(...payloads.map(({ bytes }) => bytes)), 'mapi', 'little')
}

function flagNames(flags: number): string {
  const named = [
    [COMPRESSED, 'Compressed'],
    [XOR_MAGIC, 'XorMagic'],
    [LAST, 'Last'],
  ] as const
  const names = named.filter(([flag]) => (flags & flag) !== 0).map(([, name]) => name)
  return names.length === 0 ? 'none' : names.join(', ')
}

function bad(why: string): ProtocolError {
  return new ProtocolError('mapi.extended-buffer', `the extended buffer cannot be read: ${why}`)
}
