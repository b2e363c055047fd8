import { ByteWriter, guidBytes } from '../../bytes/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
import { CONTEXT_HANDLE_LENGTH, type ContextHandle } from './context-handle.ts'

/** What Windows numbers the pointers of a message from, in steps of four. Any number but 0 would do. */
const FIRST_REFERENT = 0x00020000

/**
 * Writes a stub in NDR 2.0, little-endian (C706 chapter 14): whatever is written is aligned to its own size, counted from
 * the start of the stub, with zeros between. Referents of pointers within structures stand behind the structure: write
 * them there, in the order of their pointers.
 *
 * @example
 * const stub = new NdrWriter()
 *   .u32(0, 'ulFlags')
 *   .string8('/o=Lab/cn=user1', 'pUserDN')
 *   .pointer(false, 'ppszUnused')
 * stub.bytes()
 */
export class NdrWriter {
  readonly #writer = new ByteWriter('little')
  #referents = 0

  get length(): number {
    return this.#writer.length
  }

  /** Zeros up to the next multiple of `size`. What has a size of its own needs no such call. */
  align(size: 2 | 4 | 8): this {
    const gap = -this.#writer.length & (size - 1)
    if (gap > 0) this.#writer.raw(new Uint8Array(gap), 'alignment')
    return this
  }

  u8(value: number, comment?: string): this {
    this.#writer.u8(value, comment)
    return this
  }

  u16(value: number, comment?: string): this {
    this.align(2)
    this.#writer.u16(value, comment)
    return this
  }

  u32(value: number, comment?: string): this {
    this.align(4)
    this.#writer.u32(value, comment)
    return this
  }

  u64(value: bigint, comment?: string): this {
    this.align(8)
    this.#writer.u64(value, comment)
    return this
  }

  /** Bytes as they are, unaligned: elements of an array of fixed length. */
  raw(bytes: Uint8Array, comment?: string): this {
    this.#writer.raw(bytes, comment)
    return this
  }

  /** A GUID from its text; throws `bytes.guid`. */
  guid(text: string, comment?: string): this {
    return this.align(4).raw(guidBytes(text), comment)
  }

  contextHandle(handle: ContextHandle, comment = 'context handle'): this {
    if (handle.length !== CONTEXT_HANDLE_LENGTH)
      throw new RangeError(
        `expected a context handle of ${CONTEXT_HANDLE_LENGTH} bytes, got ${handle.length}`,
      )
    return this.align(4).raw(handle, comment)
  }

  /**
   * A unique pointer (section 14.3.10): whether it points at something. What it points at is written next, or, in a
   * structure, behind the structure.
   */
  pointer(present: boolean, comment?: string): this {
    if (!present) return this.u32(0, comment)
    this.u32(FIRST_REFERENT + 4 * this.#referents, comment)
    this.#referents += 1
    return this
  }

  /** A conformant array of bytes (section 14.3.3.2): how many there are, and they. */
  conformantBytes(bytes: Uint8Array, comment: string): this {
    return this.u32(bytes.length, `${comment}: max_count`).raw(bytes, comment)
  }

  /** A conformant and varying array of bytes (section 14.3.3.4): room for how many, from which on, how many, and they. */
  conformantVaryingBytes(bytes: Uint8Array, comment: string, maxCount = bytes.length): this {
    return this.#counts(maxCount, bytes.length, comment).raw(bytes, comment)
  }

  /**
   * A string of 8-bit characters (section 14.3.4.2), Latin-1, with a terminator that is added here.
   * Throws `ndr.text` for a text that cannot be written so.
   */
  string8(text: string, comment: string): this {
    const units = codeUnits(text, 0xff, comment)
    return this.#counts(units.length, units.length, comment).raw(Uint8Array.from(units), comment)
  }

  /** As {@link NdrWriter.string8}, of UTF-16 code units. */
  string16(text: string, comment: string): this {
    const units = codeUnits(text, 0xffff, comment)
    this.#counts(units.length, units.length, comment)
    const content = new ByteWriter('little')
    for (const unit of units) content.u16(unit)
    return this.raw(content.bytes(), comment)
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#writer.bytes()
  }

  /** The stub as text, a line a field; see {@link ByteWriter.annotated}. */
  annotated(): string {
    return this.#writer.annotated()
  }

  #counts(maxCount: number, count: number, comment: string): this {
    return this.u32(maxCount, `${comment}: max_count`)
      .u32(0, `${comment}: offset`)
      .u32(count, `${comment}: actual_count`)
  }
}

/** The text's code units and the terminator. */
function codeUnits(text: string, largest: number, what: string): number[] {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
  if (units.some((unit) => unit === 0 || unit > largest))
    throw new ProtocolError('ndr.text', `${what} holds a character that a string of this kind cannot`)
  return [...units, 0]
}
