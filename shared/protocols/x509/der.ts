import { ProtocolError } from '../protocol-error.ts'
import { readOid, readText, readTime } from './der-values.ts'

/** Bytes that WebCrypto takes: backed by a buffer that nothing shares. */
export type Bytes = Uint8Array<ArrayBuffer>

/** Identifier octets (X.690 section 8.1.2) that X.509 uses. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** The identifier octet of `[number]` in a context: primitive (an IMPLICIT simple type) or constructed. */
export function contextTag(number: number, form: 'primitive' | 'constructed'): number {
  return (form === 'constructed' ? 0xa0 : 0x80) | number
}

/** One element: its identifier octet, its content, and the whole of it with identifier and length. */
export interface DerElement {
  readonly tag: number
  readonly content: Bytes
  readonly der: Bytes
}

/** BIT STRING (X.690 section 8.6): the bytes, and how many bits at the end of the last one do not count. */
export interface BitString {
  readonly bytes: Bytes
  readonly unusedBits: number
}

/** How deep elements may lie in each other. An ordinary certificate reaches seven or eight. */
const DEEPEST = 24

/**
 * Reads DER (X.690 section 10) strictly: definite lengths in their shortest form, one-byte identifiers,
 * nothing past the end. It never copies and cannot leave its bytes.
 *
 * Every failure is a {@link ProtocolError}: `x509.truncated`, `x509.length`, `x509.tag`, `x509.trailing`,
 * `x509.depth`, or the code of the value (`x509.boolean`, `x509.integer`, `x509.bit-string`, `x509.oid`,
 * `x509.time`, `x509.string`, `x509.null`).
 *
 * @example
 * const oid = readDer(bytes, (reader) => {
 *   const algorithm = reader.sequence()
 *   const oid = algorithm.oid()
 *   algorithm.finish()
 *   return oid
 * })
 */
export class DerReader {
  readonly #bytes: Bytes
  readonly #depth: number
  #at = 0

  constructor(bytes: Bytes, depth = 0) {
    if (depth > DEEPEST)
      throw new ProtocolError('x509.depth', `elements lie more than ${DEEPEST} deep in each other`)
    this.#bytes = bytes
    this.#depth = depth
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** The identifier octet of what comes next; `undefined` at the end. */
  peek(): number | undefined {
    return this.#bytes[this.#at]
  }

  /** The next element, whatever it is. */
  any(): DerElement {
    const start = this.#at
    const tag = this.#byte()
    if ((tag & 0x1f) === 0x1f)
      throw new ProtocolError('x509.tag', 'an identifier of more than one byte, which X.509 never needs')
    const length = this.#length()
    if (length > this.#bytes.length - this.#at)
      throw new ProtocolError(
        'x509.truncated',
        `an element of ${length} bytes where ${this.#bytes.length - this.#at} are left`,
      )
    const contentStart = this.#at
    this.#at += length
    return {
      tag,
      content: this.#bytes.subarray(contentStart, this.#at),
      der: this.#bytes.subarray(start, this.#at),
    }
  }

  /** The next element, which must have this identifier octet. */
  expect(tag: number): DerElement {
    const found = this.peek()
    if (found !== tag)
      throw new ProtocolError(
        found === undefined ? 'x509.truncated' : 'x509.tag',
        `expected an element with identifier ${hexOctet(tag)}, found ${found === undefined ? 'the end' : hexOctet(found)}`,
      )
    return this.any()
  }

  /** The next element when it has this identifier octet, else nothing is read. */
  optional(tag: number): DerElement | undefined {
    return this.peek() === tag ? this.any() : undefined
  }

  /** A reader over the content of an element that was read from here. */
  into(element: DerElement): DerReader {
    return new DerReader(element.content, this.#depth + 1)
  }

  sequence(): DerReader {
    return this.into(this.expect(TAG.sequence))
  }

  set(): DerReader {
    return this.into(this.expect(TAG.set))
  }

  /** What `[number] EXPLICIT` wraps, when it is there. */
  optionalExplicit(number: number): DerReader | undefined {
    const element = this.optional(contextTag(number, 'constructed'))
    return element && this.into(element)
  }

  /** Every element up to the end, each read by `read` from this reader. */
  all<T>(read: (reader: DerReader) => T): T[] {
    const found: T[] = []
    while (!this.atEnd) found.push(read(this))
    return found
  }

  boolean(): boolean {
    return booleanContent(this.expect(TAG.boolean).content)
  }

  /** The content of an INTEGER, two's complement, in its shortest form. */
  integer(): Bytes {
    return integerContent(this.expect(TAG.integer).content)
  }

  /** An INTEGER from 0 to 2^31 - 1. */
  smallInteger(): number {
    return smallIntegerContent(this.expect(TAG.integer).content)
  }

  enumerated(): number {
    return smallIntegerContent(this.expect(TAG.enumerated).content)
  }

  bitString(): BitString {
    return bitStringContent(this.expect(TAG.bitString).content)
  }

  /** A BIT STRING that holds whole bytes: a key or a signature. */
  bitStringOfBytes(): Bytes {
    const { bytes, unusedBits } = this.bitString()
    if (unusedBits !== 0)
      throw new ProtocolError('x509.bit-string', 'a key or a signature that is not of whole bytes')
    return bytes
  }

  octetString(): Bytes {
    return this.expect(TAG.octetString).content
  }

  null(): void {
    if (this.expect(TAG.null).content.length > 0)
      throw new ProtocolError('x509.null', 'a NULL that holds something')
  }

  /** An OBJECT IDENTIFIER in dotted form. */
  oid(): string {
    return readOid(this.expect(TAG.oid).content)
  }

  /** UTCTime or GeneralizedTime as RFC 5280 section 4.1.2.5 has them, in milliseconds since 1970. */
  time(): number {
    const tag = this.peek() === TAG.utcTime ? TAG.utcTime : TAG.generalizedTime
    return readTime(tag, this.expect(tag).content)
  }

  /** Any of the string types that a name may have. */
  text(): string {
    const { tag, content } = this.any()
    return readText(tag, content)
  }

  /** Throws `x509.trailing` when something is left: an element is read whole or not at all. */
  finish(): void {
    if (!this.atEnd)
      throw new ProtocolError(
        'x509.trailing',
        `${this.#bytes.length - this.#at} bytes follow where nothing may follow`,
      )
  }

  #byte(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) throw new ProtocolError('x509.truncated', 'the bytes end within an element')
    this.#at += 1
    return byte
  }

  #length(): number {
    const first = this.#byte()
    if (first < 0x80) return first
    const size = first & 0x7f
    if (size === 0) throw new ProtocolError('x509.length', 'an indefinite length, which DER does not have')
    if (size > 4) throw new ProtocolError('x509.length', 'a length of more than four bytes')
    let length = 0
    for (let index = 0; index < size; index += 1) length = length * 0x100 + this.#byte()
    if (length < 0x80 || length < 2 ** (8 * (size - 1)))
      throw new ProtocolError('x509.length', 'a length that is not in its shortest form')
    return length
  }
}

/** Reads all of `bytes` as one element and passes it to `read`; throws `x509.trailing` when more follows. */
export function readDer<T>(bytes: Bytes, read: (reader: DerReader) => T): T {
  const reader = new DerReader(bytes)
  const value = read(reader)
  reader.finish()
  return value
}

/** The content of a BOOLEAN: DER knows two values only. */
export function booleanContent(content: Bytes): boolean {
  const [value] = content
  if (content.length !== 1 || (value !== 0x00 && value !== 0xff))
    throw new ProtocolError('x509.boolean', 'a BOOLEAN that is neither 00 nor FF')
  return value === 0xff
}

/** The content of an INTEGER, once it is known to be in its shortest form. */
export function integerContent(content: Bytes): Bytes {
  const [first, second = 0] = content
  if (first === undefined) throw new ProtocolError('x509.integer', 'an INTEGER without content')
  const padded =
    content.length > 1 && ((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80))
  if (padded) throw new ProtocolError('x509.integer', 'an INTEGER that is not in its shortest form')
  return content
}

export function smallIntegerContent(content: Bytes): number {
  const digits = integerContent(content)
  if (digits.length > 4 || (digits[0] ?? 0) >= 0x80)
    throw new ProtocolError('x509.integer', 'an INTEGER outside 0 to 2147483647')
  return digits.reduce((value, byte) => value * 0x100 + byte, 0)
}

export function bitStringContent(content: Bytes): BitString {
  const unusedBits = content[0]
  const bytes = content.subarray(1)
  const last = bytes.at(-1)
  if (unusedBits === undefined || unusedBits > 7 || (last === undefined && unusedBits > 0))
    throw new ProtocolError('x509.bit-string', 'a BIT STRING with an impossible number of unused bits')
  if (last !== undefined && (last & ((1 << unusedBits) - 1)) !== 0)
    throw new ProtocolError('x509.bit-string', 'a BIT STRING whose unused bits are not zero')
  return { bytes, unusedBits }
}

function hexOctet(octet: number): string {
  return octet.toString(16).padStart(2, '0')
}
