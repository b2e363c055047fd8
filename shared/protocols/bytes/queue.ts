/**
 * Bytes that have come and that nobody has taken: appended at one end, taken at the other. However small the pieces are,
 * each byte is copied a bounded number of times on the average.
 */
export class ByteQueue {
  /** Holds what is there from `#start` to `#end`; nothing before `#end` is ever written again. */
  #buffer: Uint8Array = new Uint8Array(0)
  #start = 0
  #end = 0

  get length(): number {
    return this.#end - this.#start
  }

  /** What is there. It stays as it is, whatever is appended and taken afterwards. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(this.#start, this.#end)
  }

  append(bytes: Uint8Array): void {
    if (this.length === 0) {
      // As it came: most pieces are taken whole before the next one.
      this.#buffer = bytes
      this.#start = 0
      this.#end = bytes.length
      return
    }
    if (this.#end + bytes.length > this.#buffer.length) this.#grow(this.length + bytes.length)
    this.#buffer.set(bytes, this.#end)
    this.#end += bytes.length
  }

  /** Takes so many bytes, or all that there are. */
  take(count: number): Uint8Array {
    const taken = this.bytes.subarray(0, count)
    this.#start += taken.length
    return taken
  }

  /** To twice what is needed, so that room is left for as much as had to be moved. */
  #grow(needed: number): void {
    const kept = this.bytes
    this.#buffer = new Uint8Array(2 * needed)
    this.#buffer.set(kept)
    this.#start = 0
    this.#end = kept.length
  }
}
