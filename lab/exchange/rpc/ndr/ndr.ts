import { BadMessage, type OctetReader } from '../../wire/octet-reader.ts'
import type { OctetWriter } from '../../wire/octet-writer.ts'

/** NDR's parts that are more than integers (C706 chapter 14). Alignment counts from where the stub begins. */

/** The longest array that any request of the lab's clients has. */
const LONGEST = 0x4_1000

/** A conformant and varying string of octets that end with 0. */
export function readString(from: OctetReader): string {
  from.align(4)
  const [most, offset, length] = [from.u32(), from.u32(), from.u32()]
  if (offset !== 0 || length > most || length === 0 || length > LONGEST) throw new BadMessage('a string')
  const octets = from.octets(length)
  if (octets.at(-1) !== 0) throw new BadMessage('a string without an end')
  return octets.subarray(0, -1).toString('latin1')
}

/** A conformant and varying string of UTF-16 that ends with 0. */
export function readWideString(from: OctetReader): string {
  from.align(4)
  const [most, offset, length] = [from.u32(), from.u32(), from.u32()]
  if (offset !== 0 || length > most || length === 0 || length > LONGEST) throw new BadMessage('a string')
  const octets = from.octets(length * 2)
  if (octets.readUInt16LE(octets.length - 2) !== 0) throw new BadMessage('a string without an end')
  return octets.subarray(0, -2).toString('utf16le')
}

/** A conformant array of octets. */
export function readOctets(from: OctetReader): Buffer {
  from.align(4)
  const length = from.u32()
  if (length > LONGEST) throw new BadMessage('an array')
  return from.octets(length)
}

export function writeString(to: OctetWriter, text: string): void {
  const octets = Buffer.from(`${text}\0`, 'latin1')
  to.align(4).u32(octets.length).u32(0).u32(octets.length).octets(octets)
}

export function writeWideString(to: OctetWriter, text: string): void {
  const octets = Buffer.from(`${text}\0`, 'utf16le')
  to.align(4)
    .u32(octets.length / 2)
    .u32(0)
    .u32(octets.length / 2)
    .octets(octets)
}

/** A conformant and varying array of octets. */
export function writeOctets(to: OctetWriter, octets: Uint8Array): void {
  to.align(4).u32(octets.length).u32(0).u32(octets.length).octets(octets).align(4)
}

/** The referents of a stub's pointers: numbers that are not 0 and not the same. */
export function referents(): () => number {
  let next = 0x0002_0000
  return () => {
    const taken = next
    next += 4
    return taken
  }
}
