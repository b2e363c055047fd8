import { BadMessage, OctetReader } from '../wire/octet-reader.ts'
import { OctetWriter } from '../wire/octet-writer.ts'
import { compress, decompress } from './lz77.ts'
import type { MailboxFaults } from './mailbox-settings.ts'

/** RPC_HEADER_EXT (MS-OXCRPC section 2.2.2.1). */
const FLAG = { COMPRESSED: 1, XOR: 2, LAST: 4 } as const

const XOR_MAGIC = 0xa5

/** The longest payload that any of the lab's clients sends. */
const LONGEST = 0x8000

/** Packs a payload, in one part. */
export function writeExtended(payload: Buffer, packing?: MailboxFaults['packing']): Buffer {
  const isSmaller = packing === 'compressed' || packing === 'both'
  const isXored = packing === 'xored' || packing === 'both'
  const shorter = isSmaller ? compress(payload) : payload
  const flags = FLAG.LAST | (isSmaller ? FLAG.COMPRESSED : 0) | (isXored ? FLAG.XOR : 0)
  return new OctetWriter()
    .u16(0)
    .u16(flags)
    .u16(shorter.length)
    .u16(payload.length)
    .octets(isXored ? xor(shorter) : shorter)
    .toBuffer()
}

/** Unpacks the parts of a buffer, in one piece. Throws a `BadMessage` when it is none. */
export function readExtended(buffer: Buffer): Buffer {
  const from = new OctetReader(buffer)
  const parts: Buffer[] = []
  for (;;) {
    const [version, flags, length, actual] = [from.u16(), from.u16(), from.u16(), from.u16()]
    if (version !== 0 || actual > LONGEST) throw new BadMessage('a header of an extended buffer')
    const octets = from.octets(length)
    const plain = (flags & FLAG.XOR) === 0 ? octets : xor(octets)
    parts.push((flags & FLAG.COMPRESSED) === 0 ? plain : decompress(plain, actual))
    if ((flags & FLAG.LAST) !== 0) return Buffer.concat(parts)
  }
}

function xor(octets: Buffer): Buffer {
  return Buffer.from(octets.map((octet) => octet ^ XOR_MAGIC))
}
