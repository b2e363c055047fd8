import type { ByteReader, ByteWriter } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'

/** A text that cannot be a name in the DNS; the message says what was expected. */
export class DnsNameError extends ProtocolError {
  override readonly name = 'DnsNameError'

  constructor(message: string, options?: ErrorOptions) {
    super('dns.name', message, options)
  }
}

/** RFC 1035 section 2.3.4, in bytes: the lengths before the labels count, the root's too. */
const LONGEST_NAME = 255
export const LONGEST_LABEL = 63
const POINTER = 0xc0

/** Each pointer follows a label of two bytes at least, so no honest name has more of them. */
const MOST_POINTERS = 127

/** Names stand behind the header (RFC 1035 section 4.1.1). */
export const HEADER_LENGTH = 12

/**
 * Reads a name, following compression pointers (RFC 1035 section 4.1.4), and leaves the reader behind it.
 * The reader must stand over the whole message, since pointers count from its beginning.
 *
 * The result is in presentation form without the final dot (`.` alone for the root), in lower case, with
 * what would be ambiguous there escaped as RFC 4343 section 2.1 has it: `\.` for a dot inside a label,
 * `\255` for a byte. So two names are the same exactly when their texts are.
 *
 * Throws `dns.pointer` for a pointer that does not lead back, `dns.label` for a reserved label type,
 * `dns.name-too-long`, `dns.truncated`.
 */
export function readName(reader: ByteReader): string {
  const labels: string[] = []
  let length = 1
  let pointers = 0
  let earliest = reader.position
  let end: number | undefined
  for (let size = reader.u8(); size !== 0; size = reader.u8()) {
    if (size >= POINTER) {
      const target = ((size - POINTER) << 8) | reader.u8()
      end ??= reader.position
      pointers += 1
      if (target < HEADER_LENGTH || target >= earliest || pointers > MOST_POINTERS) {
        throw new ProtocolError('dns.pointer', `a name points to byte ${target}, which is no earlier name`)
      }
      earliest = target
      reader.position = target
    } else if (size > LONGEST_LABEL) {
      throw new ProtocolError('dns.label', `a label is of the reserved type ${size >> 6}`)
    } else {
      length += 1 + size
      if (length > LONGEST_NAME) {
        throw new ProtocolError('dns.name-too-long', `a name is longer than ${LONGEST_NAME} bytes`)
      }
      labels.push(presentLabel(reader.take(size)))
    }
  }
  if (end !== undefined) reader.position = end
  return labels.join('.') || '.'
}

/**
 * Writes a name in presentation form (RFC 1035 section 5.1), with or without the final dot, uncompressed.
 *
 * Throws {@link DnsNameError} for an empty or overlong label, an overlong name, a broken escape, and for
 * characters outside ASCII: see `toAscii` for those.
 */
export function writeName(writer: ByteWriter, name: string): void {
  const start = writer.length
  for (const label of labelsOf(name)) {
    if (label.length === 0 || label.length > LONGEST_LABEL) {
      throw new DnsNameError(`expected labels of 1 to ${LONGEST_LABEL} bytes, got one of ${label.length}`)
    }
    writer.u8(label.length, 'label: length').raw(label, 'label')
  }
  writer.u8(0, 'root')
  const length = writer.length - start
  if (length > LONGEST_NAME) {
    throw new DnsNameError(`expected a name of ${LONGEST_NAME} bytes on the wire at most, got ${length}`)
  }
}

/** Bytes as text: printable ASCII as it is, but for the backslash; the rest as `\DDD` in decimal. */
export function presentBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    if (byte < 0x20 || byte > 0x7e) return `\\${String(byte).padStart(3, '0')}`
    return byte === 0x5c ? '\\\\' : String.fromCharCode(byte)
  }).join('')
}

function presentLabel(bytes: Uint8Array): string {
  return presentBytes(bytes)
    .toLowerCase()
    .replaceAll(' ', '\\032')
    .replace(/[".();@$]/g, '\\$&')
}

function labelsOf(name: string): Uint8Array[] {
  if (name === '.') return []
  const tokens = name.match(/\\\d{3}|\\\D|[\s\S]/g) ?? []
  if (tokens.at(-1) === '.') tokens.pop()
  const labels: number[][] = [[]]
  for (const token of tokens) {
    if (token === '.') labels.push([])
    else labels.at(-1)?.push(byteOf(token))
  }
  return labels.map((label) => Uint8Array.from(label))
}

/** The byte that one character of a name, or one escape, stands for. */
function byteOf(token: string): number {
  const isDecimal = token.length === 4
  const byte = isDecimal ? Number(token.slice(1)) : token.charCodeAt(token.length - 1)
  const isPlain = byte > 0x20 && byte < 0x7f && token !== '\\'
  if (byte > 255 || (!isDecimal && !isPlain)) {
    throw new DnsNameError('expected printable ASCII without blanks, other bytes as \\000 to \\255')
  }
  return byte
}
