import { ByteReader } from '../../bytes/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
import { TlsError } from '../error.ts'

/** The DER tags (X.690) that stand on the way to a certificate's key. */
export const derTag = {
  integer: 0x02,
  bitString: 0x03,
  oid: 0x06,
  sequence: 0x30,
  context0: 0xa0,
} as const

/** One element: a reader over its content. Throws when the next element is not of this tag. */
export function readElement(reader: ByteReader, tag: number): ByteReader {
  const actual = reader.u8()
  if (actual !== tag)
    throw unreadable(`expected the tag 0x${tag.toString(16)}, found 0x${actual.toString(16)}`)
  return new ByteReader(reader.take(readLength(reader)), reader.protocol)
}

/** The next element's tag, without reading it; `undefined` at the end. */
export function peekTag(reader: ByteReader): number | undefined {
  return reader.bytes[reader.position]
}

/** An object identifier in dotted form. */
export function readOid(reader: ByteReader): string {
  const content = readElement(reader, derTag.oid).rest()
  const arcs: number[] = []
  let arc = 0
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f)
    if (arc > Number.MAX_SAFE_INTEGER / 128) throw unreadable('an object identifier with an arc too large')
    if (byte & 0x80) continue
    if (arcs.length === 0)
      arcs.push(Math.min(Math.floor(arc / 40), 2), arc - 40 * Math.min(Math.floor(arc / 40), 2))
    else arcs.push(arc)
    arc = 0
  }
  return arcs.join('.')
}

/** The content of a bit string of whole bytes. */
export function readBitString(reader: ByteReader): ByteReader {
  const content = readElement(reader, derTag.bitString)
  if (content.u8() !== 0) throw unreadable('a bit string of a broken number of bytes')
  return content
}

/** A positive integer's bytes, without the leading zero that keeps its sign. */
export function readPositiveInteger(reader: ByteReader): Uint8Array {
  const content = readElement(reader, derTag.integer).rest()
  const [first, second] = content
  if (first === undefined || first >= 0x80) throw unreadable('an integer that is empty or negative')
  if (first !== 0) return content
  if (second === undefined || second < 0x80) throw unreadable('an integer that is zero or has needless zeros')
  return content.subarray(1)
}

export function unreadable(what: string): TlsError {
  return new TlsError('tls.certificate-unreadable', `the certificate cannot be read: ${what}`)
}

/** Ends of bytes are reported by the reader in the protocol's name: here they too mean the certificate. */
export function reading<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProtocolError && error.code === 'tls.truncated') throw unreadable(error.message)
    throw error
  }
}

function readLength(reader: ByteReader): number {
  const first = reader.u8()
  if (first < 0x80) return first
  const size = first - 0x80
  if (size < 1 || size > 3) throw unreadable('a length that is indefinite or too large')
  return reader.take(size).reduce((length, byte) => length * 256 + byte, 0)
}
