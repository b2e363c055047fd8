import { BadMessage, OctetReader } from '../wire/octet-reader.ts'
import { OctetWriter } from '../wire/octet-writer.ts'

/** LZ77 with DIRECT2 (MS-OXCRPC section 3.1.4.1.1.2): flags of 32 bits, highest first; 0 a literal, 1 a match. */

const SHORTEST_MATCH = 3
const FARTHEST = 0x2000

/** Longer matches are not looked for: 3 bits, 4 bits and an octet say how long one is. */
const LONGEST_MATCH = 25 + 254

/** Compresses greedily. */
export function compress(plain: Buffer): Buffer {
  const out: Buffer[] = []
  let flags: boolean[] = []
  let parts: Buffer[] = []
  // The nibbles of two long matches share an octet: that of the first one, which may be in a group before this one.
  let sharedNibble: { readonly octet: Buffer } | undefined

  function flag(isMatch: boolean): void {
    if (flags.length === 32) flush()
    flags.push(isMatch)
  }
  function flush(): void {
    // What is not used of the last flags says match: with nothing behind it that is the end.
    const word = Array.from({ length: 32 }, (_, index) => flags[index] ?? true).reduce(
      (bits, one) => bits * 2 + (one ? 1 : 0),
      0,
    )
    out.push(new OctetWriter().u32(word).toBuffer(), ...parts)
    parts = []
    flags = []
  }

  for (let at = 0; at < plain.length; ) {
    const match = longestMatch(plain, at)
    if (match === undefined) {
      flag(false)
      parts.push(Buffer.of(plain[at] ?? 0))
      at++
      continue
    }
    flag(true)
    const { distance, length } = match
    const short = Math.min(length - SHORTEST_MATCH, 7)
    parts.push(new OctetWriter().u16(((distance - 1) << 3) | short).toBuffer())
    if (short === 7) {
      const nibble = Math.min(length - 10, 15)
      if (sharedNibble === undefined) {
        const octet = Buffer.of(nibble)
        parts.push(octet)
        sharedNibble = { octet }
      } else {
        sharedNibble.octet.writeUInt8(sharedNibble.octet.readUInt8() | (nibble << 4))
        sharedNibble = undefined
      }
      if (nibble === 15) parts.push(Buffer.of(length - 25))
    }
    at += length
  }
  flag(true)
  flush()
  return Buffer.concat(out)
}

function longestMatch(plain: Buffer, at: number): { distance: number; length: number } | undefined {
  const most = Math.min(LONGEST_MATCH, plain.length - at)
  let best = { distance: 0, length: SHORTEST_MATCH - 1 }
  for (let distance = 1; distance <= Math.min(at, FARTHEST); distance++) {
    let length = 0
    while (length < most && plain[at + length] === plain[at + length - distance]) length++
    if (length > best.length) best = { distance, length }
  }
  return best.distance === 0 ? undefined : best
}

/** So many octets out of compressed ones. Throws a `BadMessage` when they do not come out of them. */
export function decompress(packed: Buffer, length: number): Buffer {
  const from = new OctetReader(packed)
  const plain = Buffer.alloc(length)
  let at = 0
  let sharedNibble: number | undefined

  function matchLength(short: number): number {
    if (short < 7) return short + SHORTEST_MATCH
    let nibble: number
    if (sharedNibble === undefined) {
      const octet = from.u8()
      nibble = octet & 15
      sharedNibble = octet >> 4
    } else {
      nibble = sharedNibble
      sharedNibble = undefined
    }
    if (nibble < 15) return nibble + 10
    const octet = from.u8()
    return octet < 255 ? octet + 25 : from.u16() + SHORTEST_MATCH
  }

  while (at < length) {
    const word = from.u32()
    for (let bit = 31; bit >= 0 && at < length; bit--) {
      if (((word >>> bit) & 1) === 0) {
        plain[at++] = from.u8()
        continue
      }
      const match = from.u16()
      const distance = (match >> 3) + 1
      const end = at + matchLength(match & 7)
      if (distance > at || end > length) throw new BadMessage('a match outside of what there is')
      for (; at < end; at++) plain[at] = plain[at - distance] ?? 0
    }
  }
  return plain
}
