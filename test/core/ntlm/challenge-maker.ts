/** What a CHALLENGE message is made of; everything has a value of its own that a test may put in its place. */
export interface ChallengeParts {
  readonly flags?: number
  readonly name?: Uint8Array
  readonly pairs?: readonly (readonly [id: number, value: Uint8Array])[]
  /** Bytes of the head: 32, 40, 48 or 56. */
  readonly head?: number
  readonly infoFirst?: boolean
}

export const utf16 = (text: string) =>
  new Uint8Array(new Uint16Array(Array.from(text, (c) => c.charCodeAt(0))).buffer)

export const fileTime = (value: bigint) => new Uint8Array(new BigUint64Array([value]).buffer)

/** Unicode, target name, NTLM, extended session security, target information, version, 128, key exchange, 56. */
export const FULL_FLAGS = 0xe2898235

/** A challenge as a server may send it, built without the code that reads it. */
export function makeChallenge(parts: ChallengeParts = {}): Uint8Array {
  const { flags = FULL_FLAGS, name = utf16('CONTOSO'), head = 56, infoFirst = false } = parts
  const info = head < 48 ? new Uint8Array(0) : makePairs(parts.pairs ?? [[2, utf16('CONTOSO')]])
  const message = new Uint8Array(head + name.length + info.length)
  const view = new DataView(message.buffer)
  const field = (at: number, length: number, offset: number) => {
    view.setUint16(at, length, true)
    view.setUint16(at + 2, length, true)
    view.setUint32(at + 4, offset, true)
  }
  const [nameAt, infoAt] = infoFirst ? [head + info.length, head] : [head, head + name.length]
  message.set(new TextEncoder().encode('NTLMSSP\0'))
  view.setUint32(8, 2, true)
  field(12, name.length, nameAt)
  view.setUint32(20, flags, true)
  message.set([1, 2, 3, 4, 5, 6, 7, 8], 24)
  if (head >= 48) field(40, info.length, infoAt)
  if (head >= 56) message.set([10, 0, 0x63, 0x45, 0, 0, 0, 15], 48)
  message.set(name, nameAt)
  message.set(info, infoAt)
  return message
}

export function makePairs(pairs: readonly (readonly [id: number, value: Uint8Array])[]): Uint8Array {
  const bytes = [...pairs, [0, new Uint8Array(0)] as const].flatMap(([id, value]) => [
    id & 0xff,
    id >> 8,
    value.length & 0xff,
    value.length >> 8,
    ...value,
  ])
  return Uint8Array.from(bytes)
}
