import { ProtocolError } from '../protocol-error.ts'
import { FieldNotes } from './field-notes.ts'

/** What a field is, for people; as a function, what its value means. It is asked for a trace alone. */
export type FieldComment<Value> = string | ((value: Value) => string)

/**
 * Reads a message field by field and cannot leave it: every read past the end is a
 * {@link ProtocolError} with the code `<protocol>.truncated`.
 *
 * @example
 * const reader = new ByteReader(message, 'tls')
 * const version = reader.u16()
 * const sessionId = reader.vector8()   // a reader over the bytes that a one-byte length announces
 *
 * Each read may say what it reads. Nobody listens, unless the reader was made with notes:
 *
 * @example
 * const notes = new FieldNotes()
 * const reader = new ByteReader(message, 'rpc', 'little', notes)
 * reader.u8((type) => `PTYPE: ${nameOf(type)}`)
 * reader.annotated()  // the message as text, a line a field
 */
export class ByteReader {
  /** Where the next read starts, from the beginning of `bytes`. */
  position = 0
  /** Where the last read started. */
  #start = 0
  readonly bytes: Uint8Array
  readonly protocol: string
  readonly #view: DataView
  readonly #littleEndian: boolean
  readonly #notes: FieldNotes | undefined

  constructor(bytes: Uint8Array, protocol: string, byteOrder: 'big' | 'little' = 'big', notes?: FieldNotes) {
    this.bytes = bytes
    this.protocol = protocol
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#littleEndian = byteOrder === 'little'
    this.#notes = notes
  }

  get remaining(): number {
    return this.bytes.length - this.position
  }

  u8(comment?: FieldComment<number>): number {
    return this.#noted(this.#view.getUint8(this.#advance(1)), comment)
  }

  u16(comment?: FieldComment<number>): number {
    return this.#noted(this.#view.getUint16(this.#advance(2), this.#littleEndian), comment)
  }

  u24(comment?: FieldComment<number>): number {
    const at = this.#advance(3)
    const [first, second, third] = [0, 1, 2].map((offset) => this.#view.getUint8(at + offset)) as [
      number,
      number,
      number,
    ]
    return this.#noted(
      this.#littleEndian
        ? first + second * 0x100 + third * 0x10000
        : first * 0x10000 + second * 0x100 + third,
      comment,
    )
  }

  u32(comment?: FieldComment<number>): number {
    return this.#noted(this.#view.getUint32(this.#advance(4), this.#littleEndian), comment)
  }

  u64(comment?: FieldComment<bigint>): bigint {
    return this.#noted(this.#view.getBigUint64(this.#advance(8), this.#littleEndian), comment)
  }

  /** The next `length` bytes: a view of the message, not a copy. */
  take(length: number, comment?: FieldComment<Uint8Array>): Uint8Array {
    const at = this.#advance(length)
    return this.#noted(this.bytes.subarray(at, at + length), comment)
  }

  /** As {@link ByteReader.take}, for what may stand in no trace. */
  takeSecret(length: number, comment: string): Uint8Array {
    const at = this.#advance(length)
    this.#notes?.add(at, this.position, comment, { secret: true })
    return this.bytes.subarray(at, at + length)
  }

  /** All that is left. */
  rest(comment?: FieldComment<Uint8Array>): Uint8Array {
    return this.take(this.remaining, comment)
  }

  skip(length: number, comment?: string): void {
    this.#advance(length)
    if (length > 0) this.#noted(length, comment)
  }

  /** A reader over the bytes that a one-byte length announces. */
  vector8(comment = 'vector'): ByteReader {
    return this.nested(this.u8(`${comment}: length`))
  }

  vector16(comment = 'vector'): ByteReader {
    return this.nested(this.u16(`${comment}: length`))
  }

  vector24(comment = 'vector'): ByteReader {
    return this.nested(this.u24(`${comment}: length`))
  }

  /** A reader over the next `length` bytes. */
  nested(length: number): ByteReader {
    const at = this.#advance(length)
    return new ByteReader(
      this.bytes.subarray(at, at + length),
      this.protocol,
      this.#littleEndian ? 'little' : 'big',
      this.#notes?.nested(at),
    )
  }

  /**
   * The message as text, as far as it was read: each field's bytes in hex beside its comment; what stands behind them is
   * *not read*. Empty without notes.
   */
  annotated(): string {
    const notes = this.#notes
    if (notes === undefined) return ''
    const text = notes.text(this.bytes)
    const left = new FieldNotes()
    if (notes.end < this.bytes.length) left.add(notes.end, this.bytes.length, 'not read')
    return [text, left.text(this.bytes)].filter((part) => part !== '').join('\n')
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

  /** Notes the field that {@link ByteReader.#advance} has just passed. */
  #noted<Value>(value: Value, comment: FieldComment<Value> | undefined): Value {
    if (this.#notes !== undefined) {
      const text = typeof comment === 'function' ? comment(value) : (comment ?? '')
      this.#notes.add(this.#start, this.position, text)
    }
    return value
  }

  #advance(length: number): number {
    if (!Number.isInteger(length) || length < 0 || length > this.remaining) {
      throw new ProtocolError(
        `${this.protocol}.truncated`,
        `the message ends at byte ${this.bytes.length}, ${length} more were needed at byte ${this.position}`,
      )
    }
    const at = this.position
    this.#start = at
    this.position += length
    return at
  }
}
