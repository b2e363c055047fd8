import { ProtocolError } from '../protocol-error.ts'

/**
 * Reads a message field by field and cannot leave it: every read past the end is a
 * {@link ProtocolError} with the code `<protocol>.truncated`.
 *
 * @example
 * const reader = new ByteReader(message, 'tls')
 * const version = reader.u16()
 * const sessionId = reader.vector8()   // a reader over the bytes that a one-byte length announces
 */
export class ByteReader {
  /** Where the next read starts, from the beginning of `bytes`. */
  position = 0
  readonly bytes: Uint8Array
  readonly protocol: string
  readonly #view: DataView
  readonly #littleEndian: boolean

  constructor(bytes: Uint8Array, protocol: string, byteOrder: 'big' | 'little' = 'big') {
    this.bytes = bytes
    this.protocol = protocol
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#littleEndian = byteOrder === 'little'
  }

  get remaining(): number {
    return this.bytes.length - this.position
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1))
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), this.#littleEndian)
  }

  u24(): number {
    const at = this.#advance(3)
    const [first, second, third] = [0, 1, 2].map((offset) => this.#view.getUint8(at + offset)) as [
      number,
      number,
      number,
    ]
    return this.#littleEndian
      ? first + second * 0x100 + third * 0x10000
      : first * 0x10000 + second * 0x100 + third
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), this.#littleEndian)
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#advance(8), this.#littleEndian)
  }

  /** The next `length` bytes: a view of the message, not a copy. */
  take(length: number): Uint8Array {
    const at = this.#advance(length)
    return this.bytes.subarray(at, at + length)
  }

  /** All that is left. */
  rest(): Uint8Array {
    return this.take(this.remaining)
  }

  skip(length: number): void {
    this.#advance(length)
  }

  /** A reader over the bytes that a one-byte length announces. */
  vector8(): ByteReader {
    return this.#nested(this.take(this.u8()))
  }

  vector16(): ByteReader {
    return this.#nested(this.take(this.u16()))
  }

  vector24(): ByteReader {
    return this.#nested(this.take(this.u24()))
  }

  /** Throws `<protocol>.trailing` when something is left: a message is read whole or not at all. */
  finish(): void {
    if (this.remaining > 0) {
      throw new ProtocolError(
        `${this.protocol}.trailing`,
        `${this.remaining} bytes follow the end of the message`,
      )
    }
  }

  #nested(bytes: Uint8Array): ByteReader {
    return new ByteReader(bytes, this.protocol, this.#littleEndian ? 'little' : 'big')
  }

  #advance(length: number): number {
    if (!Number.isInteger(length) || length < 0 || length > this.remaining) {
      throw new ProtocolError(
        `${this.protocol}.truncated`,
        `the message ends at byte ${this.bytes.length}, ${length} more were needed at byte ${this.position}`,
      )
    }
    const at = this.position
    this.position += length
    return at
  }
}
