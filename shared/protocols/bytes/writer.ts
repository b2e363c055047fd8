import { FieldNotes } from './field-notes.ts'

/**
 * Builds a message field by field. Length prefixes close themselves, and each field may carry a
 * comment, so that the code, the expectation of a test and the annotated dump for people are one thing.
 *
 * @example
 * const writer = new ByteWriter()
 * writer.u8(1, 'handshake type: client_hello')
 * writer.vector24('handshake message', () => {
 *   writer.u16(0x0303, 'legacy version')
 * })
 * writer.bytes()      // what goes on the wire
 * writer.annotated()  // the same as text, a line a field
 */
export class ByteWriter {
  #buffer = new Uint8Array(256)
  #view = new DataView(this.#buffer.buffer)
  #length = 0
  #depth = 0
  readonly #notes = new FieldNotes()
  readonly #littleEndian: boolean

  constructor(byteOrder: 'big' | 'little' = 'big') {
    this.#littleEndian = byteOrder === 'little'
  }

  get length(): number {
    return this.#length
  }

  u8(value: number, comment?: string): this {
    const at = this.#grow(1, comment)
    this.#view.setUint8(at, this.#checked(value, 0xff))
    return this
  }

  u16(value: number, comment?: string): this {
    const at = this.#grow(2, comment)
    this.#view.setUint16(at, this.#checked(value, 0xffff), this.#littleEndian)
    return this
  }

  u24(value: number, comment?: string): this {
    this.#setU24(this.#grow(3, comment), this.#checked(value, 0xffffff))
    return this
  }

  u32(value: number, comment?: string): this {
    const at = this.#grow(4, comment)
    this.#view.setUint32(at, this.#checked(value, 0xffffffff), this.#littleEndian)
    return this
  }

  u64(value: bigint, comment?: string): this {
    const at = this.#grow(8, comment)
    this.#view.setBigUint64(at, value, this.#littleEndian)
    return this
  }

  raw(bytes: Uint8Array, comment?: string): this {
    const at = this.#grow(bytes.length, comment)
    this.#buffer.set(bytes, at)
    return this
  }

  /** Bytes that go on the wire and into no trace. */
  secret(bytes: Uint8Array, comment: string): this {
    const at = this.#grow(bytes.length, comment, true)
    this.#buffer.set(bytes, at)
    return this
  }

  /** Whatever `content` writes, behind its length in one byte. */
  vector8(comment: string, content: () => void): this {
    return this.#vector(1, comment, content)
  }

  vector16(comment: string, content: () => void): this {
    return this.#vector(2, comment, content)
  }

  vector24(comment: string, content: () => void): this {
    return this.#vector(3, comment, content)
  }

  /** A copy of what was written so far. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.slice(0, this.#length)
  }

  /** The message as text: each field's bytes in hex beside its comment, nested ones indented, secrets left out. */
  annotated(): string {
    return this.#notes.text(this.#buffer)
  }

  #vector(size: 1 | 2 | 3, comment: string, content: () => void): this {
    const at = this.#grow(size, `${comment}: length`)
    this.#depth += 1
    content()
    this.#depth -= 1
    const length = this.#checked(this.#length - at - size, 2 ** (8 * size) - 1)
    if (size === 1) this.#view.setUint8(at, length)
    else if (size === 2) this.#view.setUint16(at, length, this.#littleEndian)
    else this.#setU24(at, length)
    return this
  }

  #setU24(at: number, value: number): void {
    const bytes = [value >>> 16, (value >>> 8) & 0xff, value & 0xff]
    this.#buffer.set(this.#littleEndian ? bytes.reverse() : bytes, at)
  }

  /** Makes room, which may put another buffer in place: what is written to is looked up afterwards. */
  #grow(size: number, comment = '', secret = false): number {
    const at = this.#length
    this.#length += size
    if (this.#length > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(this.#length, this.#buffer.length * 2))
      larger.set(this.#buffer)
      this.#buffer = larger
      this.#view = new DataView(larger.buffer)
    }
    this.#notes.add(at, this.#length, comment, { depth: this.#depth, secret })
    return at
  }

  #checked(value: number, largest: number): number {
    if (!Number.isInteger(value) || value < 0 || value > largest) {
      throw new RangeError(`${value} does not fit a field that holds 0 to ${largest}`)
    }
    return value
  }
}
