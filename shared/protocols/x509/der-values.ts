import { ProtocolError } from '../protocol-error.ts'

/** Bounds an identifier: the longest in use (a UUID below 2.25) has 20 bytes. */
const LONGEST_OID = 64

/** The content of an OBJECT IDENTIFIER (X.690 section 8.19) in dotted form. Throws `x509.oid`. */
export function readOid(content: Uint8Array): string {
  if (content.length === 0 || content.length > LONGEST_OID || (content.at(-1) ?? 0) >= 0x80)
    throw new ProtocolError('x509.oid', 'an OBJECT IDENTIFIER that is empty, too long, or ends within an arc')
  const arcs: bigint[] = []
  let arc = 0n
  let atStart = true
  for (const byte of content) {
    if (atStart && byte === 0x80)
      throw new ProtocolError('x509.oid', 'an OBJECT IDENTIFIER with an arc not in its shortest form')
    arc = arc * 128n + BigInt(byte & 0x7f)
    atStart = byte < 0x80
    if (atStart) {
      arcs.push(arc)
      arc = 0n
    }
  }
  const [joint = 0n, ...rest] = arcs
  const first = joint < 80n ? joint / 40n : 2n
  return [first, joint - first * 40n, ...rest].join('.')
}

/**
 * UTCTime or GeneralizedTime (RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2): with seconds, in UTC, without
 * fractions. Milliseconds since 1970-01-01T00:00:00Z. Throws `x509.time`.
 */
export function readTime(tag: number, content: Uint8Array): number {
  const text = String.fromCharCode(...content.subarray(0, 16))
  const digits =
    tag === 0x17 ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
  const [, year = '', month, day, hour, minute, second] = digits.exec(text) ?? []
  const fullYear = year.length === 2 ? `${Number(year) < 50 ? '20' : '19'}${year}` : year
  const iso = `${fullYear}-${month}-${day}T${hour}:${minute}:${second}`
  const time = Date.parse(`${iso}.000Z`)
  if (content.length > 15 || Number.isNaN(time) || new Date(time).toISOString() !== `${iso}.000Z`)
    throw new ProtocolError('x509.time', 'a time that is not a calendar date with seconds in UTC')
  return time
}

/**
 * A character string of any of the types that X.520 allows in names. TeletexString is read as Latin-1, as
 * everybody does. Throws `x509.string` when the bytes are not of the type, or the type is no string.
 */
export function readText(tag: number, content: Uint8Array): string {
  switch (tag) {
    case 0x0c:
      return readUtf8(content)
    case 0x12:
    case 0x13:
    case 0x16:
    case 0x1a:
      return readAscii(content)
    case 0x14:
      return fromBytes(content)
    case 0x1e:
      return readCodeUnits(content, 2)
    case 0x1c:
      return readCodeUnits(content, 4)
    default:
      throw new ProtocolError('x509.string', 'a value that is no character string')
  }
}

/** Seven-bit characters: IA5String and what is less. Throws `x509.string`. */
export function readAscii(content: Uint8Array): string {
  if (content.some((byte) => byte >= 0x80))
    throw new ProtocolError('x509.string', 'a seven-bit string with an eight-bit character')
  return fromBytes(content)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function readUtf8(content: Uint8Array): string {
  try {
    return utf8.decode(content)
  } catch (cause) {
    throw new ProtocolError('x509.string', 'a UTF8String that is not UTF-8', { cause })
  }
}

function readCodeUnits(content: Uint8Array, size: 2 | 4): string {
  if (content.length % size !== 0)
    throw new ProtocolError('x509.string', `a string whose characters are not of ${size} bytes`)
  let text = ''
  for (let at = 0; at < content.length; at += size) {
    const code = content.subarray(at, at + size).reduce((value, byte) => value * 0x100 + byte, 0)
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
      throw new ProtocolError('x509.string', 'a string with a code that is no character')
    text += String.fromCodePoint(code)
  }
  return text
}

/** In slices, since a function takes only so many arguments. */
function fromBytes(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 1024)
    text += String.fromCharCode(...bytes.subarray(at, at + 1024))
  return text
}
