import { canonicalAddress } from '../network/address-map.ts'
import { TYPES } from './wire.ts'

/**
 * The addresses in a reply of the lab's own resolver, in order, whatever chain of aliases leads to them.
 * Bytes that are no DNS message throw a RangeError.
 */
export function readAddresses(reply: Uint8Array): string[] {
  const view = new DataView(reply.buffer, reply.byteOffset, reply.length)
  const skipName = (at: number): number => {
    for (;;) {
      const length = view.getUint8(at)
      if (length === 0) return at + 1
      if (length >= 0xc0) return at + 2
      at += 1 + length
    }
  }

  const addresses: string[] = []
  let at = skipName(12) + 4
  for (let left = view.getUint16(6); left > 0; left--) {
    at = skipName(at)
    const type = view.getUint16(at)
    const length = view.getUint16(at + 8)
    const data = at + 10
    if (type === TYPES.A) addresses.push([...reply.subarray(data, data + 4)].join('.'))
    if (type === TYPES.AAAA) {
      const groups = [0, 2, 4, 6, 8, 10, 12, 14].map((i) => view.getUint16(data + i).toString(16))
      addresses.push(canonicalAddress(groups.join(':')))
    }
    at = data + length
  }
  return addresses
}
