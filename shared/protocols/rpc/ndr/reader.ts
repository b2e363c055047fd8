import { ByteReader, type FieldComment, FieldNotes, guidText } from '../../bytes/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
import { CONTEXT_HANDLE_LENGTH, type ContextHandle } from './context-handle.ts'

/**
 * Reads a stub in NDR 2.0, little-endian (C706 chapter 14), and cannot leave it. Whatever is read is aligned to its own
 * size, counted from the start of the stub. Every count is held against a limit that the caller names, and against what is
 * there. Errors: `ndr.truncated`, `ndr.count`, `ndr.null-reference`, `ndr.text`, `ndr.trailing`.
 *
 * @example
 * const stub = new NdrReader(answer)
 * const handle = stub.contextHandle('pcxh')
 * const name = stub.pointer('szDisplayName') ? stub.string8(1024, 'szDisplayName') : undefined
 * const status = stub.u32('return value')
 */
export class NdrReader {
  readonly #reader: ByteReader

  /** With `notes`, {@link NdrReader.annotated} tells what was read. */
  constructor(stub: Uint8Array, notes?: FieldNotes) {
    this.#reader = new ByteReader(stub, 'ndr', 'little', notes)
  }

  /** A reader that keeps what it was told about each field, for a trace. */
  static annotating(stub: Uint8Array): NdrReader {
    return new NdrReader(stub, new FieldNotes())
  }

  get position(): number {
    return this.#reader.position
  }

  get remaining(): number {
    return this.#reader.remaining
  }

  /** Passes over what stands before the next multiple of `size`. What has a size of its own needs no such call. */
  align(size: 2 | 4 | 8): this {
    this.#reader.skip(-this.#reader.position & (size - 1), 'alignment')
    return this
  }

  u8(comment?: FieldComment<number>): number {
    return this.#reader.u8(comment)
  }

  u16(comment?: FieldComment<number>): number {
    return this.align(2).#reader.u16(comment)
  }

  u32(comment?: FieldComment<number>): number {
    return this.align(4).#reader.u32(comment)
  }

  u64(comment?: FieldComment<bigint>): bigint {
    return this.align(8).#reader.u64(comment)
  }

  /** Bytes as they are, unaligned: elements of an array of fixed length. A view, not a copy. */
  take(length: number, comment?: FieldComment<Uint8Array>): Uint8Array {
    return this.#reader.take(length, comment)
  }

  /** As text, in lower case without braces. */
  guid(comment?: string): string {
    return guidText(this.align(4).take(16, (bytes) => `${comment ?? 'GUID'}: ${guidText(bytes)}`))
  }

  contextHandle(comment = 'context handle'): ContextHandle {
    return this.align(4).take(CONTEXT_HANDLE_LENGTH, comment).slice()
  }

  /**
   * A unique pointer (section 14.3.10): whether it points at something. What it points at comes next, or, in a structure,
   * behind the structure.
   */
  pointer(comment?: string): boolean {
    return this.u32(comment) !== 0
  }

  /** A pointer that has to point at something: throws `ndr.null-reference`. */
  reference(comment: string): void {
    if (!this.pointer(comment)) throw new ProtocolError('ndr.null-reference', `${comment} points at nothing`)
  }

  /** A number of elements, `limit` at most: throws `ndr.count`. What it counts is read by the caller. */
  count(limit: number, comment: string): number {
    const count = this.u32(comment)
    if (count > limit)
      throw new ProtocolError('ndr.count', `${comment} is ${count}, where at most ${limit} can be`)
    return count
  }

  /** A conformant array of bytes (section 14.3.3.2), `limit` of them at most. A view, not a copy. */
  conformantBytes(limit: number, comment: string): Uint8Array {
    return this.take(this.count(limit, `${comment}: max_count`), comment)
  }

  /** A conformant and varying array of bytes (section 14.3.3.4), `limit` of them at most. A view, not a copy. */
  conformantVaryingBytes(limit: number, comment: string): Uint8Array {
    return this.take(this.#counts(limit, comment), comment)
  }

  /**
   * A string of 8-bit characters (section 14.3.4.2) of at most `limit` characters, the terminator among them, which has
   * to be there: throws `ndr.text`. Read as Windows-1252, which Outlook asks for.
   */
  string8(limit: number, comment: string): string {
    const bytes = this.take(this.#counts(limit, comment), comment)
    if (bytes.at(-1) !== 0) throw unterminated(comment)
    return untilNull(new TextDecoder('windows-1252').decode(bytes))
  }

  /** As {@link NdrReader.string8}, of UTF-16 code units. */
  string16(limit: number, comment: string): string {
    const bytes = this.take(2 * this.#counts(limit, comment), comment)
    if (bytes.length === 0 || bytes.at(-1) !== 0 || bytes.at(-2) !== 0) throw unterminated(comment)
    return untilNull(new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes))
  }

  /** All that is left. */
  rest(comment?: string): Uint8Array {
    return this.#reader.rest(comment)
  }

  /** Throws `ndr.trailing` when something is left. */
  finish(): void {
    this.#reader.finish()
  }

  /** The stub as text, as far as it was read; see {@link ByteReader.annotated}. */
  annotated(): string {
    return this.#reader.annotated()
  }

  /** The counts before a conformant and varying array: how many elements follow. */
  #counts(limit: number, comment: string): number {
    const room = this.u32(`${comment}: max_count`)
    const offset = this.u32(`${comment}: offset`)
    const count = this.count(limit, `${comment}: actual_count`)
    // Nobody sends the middle of an array: what looks like it is read at the wrong place.
    if (offset !== 0 || count > room)
      throw new ProtocolError(
        'ndr.count',
        `${comment} holds ${count} elements from ${offset} on, of ${room} at most`,
      )
    return count
  }
}

function unterminated(what: string): ProtocolError {
  return new ProtocolError('ndr.text', `${what} does not end where it should`)
}

/** A terminator before the end ends the text, as it does for the programs that it is meant for. */
function untilNull(text: string): string {
  return text.slice(0, text.indexOf('\0'))
}
