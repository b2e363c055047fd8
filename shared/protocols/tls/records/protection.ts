/** A record without its header: what it carries, and of which type. */
export interface PlainRecord {
  readonly type: number
  readonly fragment: Uint8Array
}

/** Protects the records of one direction, in order. */
export interface Sealer {
  seal(record: PlainRecord): { readonly type: number; readonly body: Uint8Array }
}

/** Takes the protection off again. Throws a `TlsError` when a record is not what the peer sent. */
export interface Opener {
  open(type: number, body: Uint8Array): PlainRecord
  /** How much longer than its content a record may be, in bytes. */
  readonly expansion: number
}

/** Counts the records of a direction: 8 bytes, and it never wraps (RFC 8446 section 5.3). */
export class SequenceNumber {
  #next = 0n

  next(): Uint8Array<ArrayBuffer> {
    if (this.#next >= 2n ** 64n) throw new RangeError('the sequence numbers of this key are used up')
    const bytes = new Uint8Array(8)
    new DataView(bytes.buffer).setBigUint64(0, this.#next)
    this.#next += 1n
    return bytes
  }
}
