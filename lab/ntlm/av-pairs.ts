/** What a list of attributes can say (MS-NLMP section 2.2.2.1). */
export const AV = {
  EOL: 0,
  NB_COMPUTER: 1,
  NB_DOMAIN: 2,
  DNS_COMPUTER: 3,
  DNS_DOMAIN: 4,
  DNS_TREE: 5,
  FLAGS: 6,
  TIMESTAMP: 7,
  TARGET_NAME: 9,
  CHANNEL_BINDINGS: 10,
} as const

/** In FLAGS: the message has a MIC. */
export const MIC_PRESENT = 2

export function avPair(id: number, value: Uint8Array): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16LE(id, 0)
  head.writeUInt16LE(value.length, 2)
  return Buffer.concat([head, value])
}

/** The list's values by AvId, up to its end mark. `undefined`: it has none, or a value goes beyond it. */
export function readAvPairs(list: Buffer): ReadonlyMap<number, Buffer> | undefined {
  const pairs = new Map<number, Buffer>()
  for (let at = 0; at + 4 <= list.length; ) {
    const id = list.readUInt16LE(at)
    const end = at + 4 + list.readUInt16LE(at + 2)
    if (id === AV.EOL) return pairs
    if (end > list.length) return undefined
    pairs.set(id, list.subarray(at + 4, end))
    at = end
  }
  return undefined
}
