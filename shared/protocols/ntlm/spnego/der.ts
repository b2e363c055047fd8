import { ByteReader, ByteWriter, concatBytes, type FieldComment } from '../../bytes/index.ts'
import { ProtocolError } from '../../protocol-error.ts'

/** Identifier octets (X.690 section 8.1.2) that SPNEGO uses. */
export const TAG = {
  octetString: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  sequence: 0x30,
  application0: 0x60,
} as const

/** The identifier octet of `[number] EXPLICIT`. */
export function explicit(number: number): number {
  return 0xa0 | number
}

export function peekTag(reader: ByteReader): number | undefined {
  return reader.bytes[reader.position]
}

/**
 * A reader over the content of the next element: definite length in its shortest form, at most two bytes of it.
 * Throws `spnego.tag`, `spnego.length`, `spnego.truncated`.
 */
export function readElement(reader: ByteReader, tag: number, comment: string): ByteReader {
  const { headLength, length } = peekHead(reader, tag)
  reader.skip(headLength, comment)
  return reader.nested(length)
}

/** The content of an element that holds no other ones. Throws as {@link readElement} does. */
export function readContent(reader: ByteReader, tag: number, comment: FieldComment<Uint8Array>): Uint8Array {
  const { headLength, length } = peekHead(reader, tag)
  const whole = reader.take(
    headLength + length,
    typeof comment === 'string' ? comment : (bytes) => comment(bytes.subarray(headLength)),
  )
  return whole.subarray(headLength)
}

/** As {@link readContent}, for what may stand in no trace. */
export function readSecret(reader: ByteReader, tag: number, comment: string): Uint8Array {
  const { headLength, length } = peekHead(reader, tag)
  return reader.takeSecret(headLength + length, comment).subarray(headLength)
}

/** The content of the next element, which is not read yet. Throws as {@link readElement} does. */
export function peekContent(reader: ByteReader, tag: number): Uint8Array {
  const { headLength, length } = peekHead(reader, tag)
  const ahead = new ByteReader(reader.bytes.subarray(reader.position + headLength), 'spnego')
  return ahead.take(length)
}

/** How long identifier and length of the next element are, and how long it says that its content is. */
function peekHead(reader: ByteReader, tag: number): { headLength: number; length: number } {
  const ahead = new ByteReader(reader.bytes.subarray(reader.position), 'spnego')
  const found = ahead.u8()
  if (found !== tag)
    throw new ProtocolError(
      'spnego.tag',
      `expected the identifier 0x${tag.toString(16)}, got 0x${found.toString(16)}`,
    )
  const length = readLength(ahead)
  return { headLength: ahead.position, length }
}

export function element(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(...contents)
  const writer = new ByteWriter().u8(tag)
  if (content.length < 0x80) writer.u8(content.length)
  else if (content.length < 0x100) writer.u8(0x81).u8(content.length)
  else writer.u8(0x82).u16(content.length)
  return writer.raw(content).bytes()
}

/** An OBJECT IDENTIFIER's content in dotted form (X.690 section 8.19). Throws `spnego.oid`. */
export function dottedOid(content: Uint8Array): string {
  const arcs: number[] = []
  let arc = 0
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f)
    if (arc > 0xffffffff) throw new ProtocolError('spnego.oid', 'an object identifier with an arc too large')
    if (byte & 0x80) continue
    arcs.push(arc)
    arc = 0
  }
  const [first, ...others] = arcs
  if (first === undefined || (content.at(-1) ?? 0x80) & 0x80)
    throw new ProtocolError('spnego.oid', 'an object identifier without an end')
  const top = Math.min(Math.floor(first / 40), 2)
  return [top, first - 40 * top, ...others].join('.')
}

function readLength(reader: ByteReader): number {
  const first = reader.u8()
  if (first < 0x80) return first
  if (first !== 0x81 && first !== 0x82)
    throw new ProtocolError('spnego.length', 'an indefinite length, or one of more than two bytes')
  const length = first === 0x81 ? reader.u8() : reader.u16()
  if (length < (first === 0x81 ? 0x80 : 0x100))
    throw new ProtocolError('spnego.length', 'a length that is not in its shortest form')
  return length
}
