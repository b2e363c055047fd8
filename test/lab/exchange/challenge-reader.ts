/** A type 2 message, read by the offsets of MS-NLMP section 2.2.1.2 and by nothing of the lab's. */
export interface ReadChallenge {
  readonly flags: number
  readonly serverChallenge: string
  readonly targetName: string
  /** By AvId, in the order in which they came. */
  readonly pairs: ReadonlyMap<number, Buffer>
  readonly version: readonly [major: number, minor: number, build: number, revision: number]
}

export function readChallenge(base64: string): ReadChallenge {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.toString('latin1', 0, 8) !== 'NTLMSSP\0' || bytes.readUInt32LE(8) !== 2) {
    throw new Error('no type 2 message')
  }
  const field = (at: number) => {
    const length = bytes.readUInt16LE(at)
    const offset = bytes.readUInt32LE(at + 4)
    if (offset + length > bytes.length) throw new Error('a field lies outside of the message')
    return bytes.subarray(offset, offset + length)
  }
  const pairs = new Map<number, Buffer>()
  const info = field(40)
  for (let at = 0; ; ) {
    const id = info.readUInt16LE(at)
    const length = info.readUInt16LE(at + 2)
    pairs.set(id, info.subarray(at + 4, at + 4 + length))
    at += 4 + length
    if (id === 0) {
      if (at !== info.length) throw new Error('something comes after the end of the list')
      break
    }
  }
  return {
    flags: bytes.readUInt32LE(20),
    serverChallenge: bytes.toString('hex', 24, 32),
    targetName: field(12).toString('utf16le'),
    pairs,
    version: [bytes[48] ?? 0, bytes[49] ?? 0, bytes.readUInt16LE(50), bytes[55] ?? 0],
  }
}
