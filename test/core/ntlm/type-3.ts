/** An AUTHENTICATE message as MS-NLMP section 2.2.1.3 lays it out, read without the code that wrote it. */
export function readType3(message: Uint8Array) {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  const field = (at: number) => {
    const offset = view.getUint32(at + 4, true)
    return message.slice(offset, offset + view.getUint16(at, true))
  }
  const text = (at: number) => new TextDecoder('utf-16le').decode(field(at))
  const nt = field(20)
  return {
    lm: field(12),
    proof: nt.slice(0, 16),
    time: new DataView(nt.buffer).getBigUint64(24, true),
    pairs: readPairs(nt.slice(44)),
    domain: text(28),
    user: text(36),
    workstation: text(44),
    key: field(52),
    flags: view.getUint32(60, true),
    mic: message.slice(72, 88),
  }
}

/** AvId to value, in order. */
function readPairs(list: Uint8Array): Map<number, Uint8Array> {
  const view = new DataView(list.buffer, list.byteOffset, list.byteLength)
  const pairs = new Map<number, Uint8Array>()
  for (let at = 0; view.getUint16(at, true) !== 0; ) {
    const length = view.getUint16(at + 2, true)
    pairs.set(view.getUint16(at, true), list.slice(at + 4, at + 4 + length))
    at += 4 + length
  }
  return pairs
}
