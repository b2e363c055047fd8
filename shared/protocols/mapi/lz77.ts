import { ProtocolError } from '../protocol-error.ts'

/** Length of a match by the three bits in its word, before any of the longer forms (MS-OXCRPC section 3.1.4.1.1.2). */
const SHORTEST_MATCH = 3

/**
 * Undoes LZ77 with DIRECT2 encoding (MS-OXCRPC section 3.1.4.1.1.2; plain LZ77 of MS-XCA is the same). The stream is bit
 * masks of 32 bits, highest bit first: 0 for a byte as it stands, 1 for a match of what is there already.
 *
 * @param size bytes that must come out, as the header beside the stream tells
 * @throws ProtocolError `mapi.compressed`: the stream ends early, reaches back before its beginning, or gives another
 *   number of bytes
 */
export function decompress(stream: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const output = new Uint8Array(size)
  const input = new Source(stream)
  let written = 0
  while (written < size) {
    if (!input.flag()) {
      output[written] = input.u8()
      written += 1
      continue
    }
    const { offset, length } = input.match()
    if (offset > written) throw bad('a match reaches back before the beginning')
    if (length > size - written) throw bad(`more than the ${size} bytes that were announced`)
    for (const end = written + length; written < end; written += 1)
      output[written] = output[written - offset] ?? 0
  }
  if (!input.ended) throw bad(`more than the ${size} bytes that were announced`)
  return output
}

/** The stream's parts in the order in which an encoder writes them: each where the part before it ended. */
class Source {
  readonly #bytes: Uint8Array
  #at = 0
  #mask = 0
  #flags = 0
  /** Where the byte stands whose upper half is the next match's length. */
  #halfUsed: number | undefined

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Whether nothing is left but flags; an encoder sets the unused ones, and may begin a mask of nothing else. */
  get ended(): boolean {
    const left = this.#bytes.length - this.#at
    return left === 0 || (this.#flags === 0 && left === 4)
  }

  flag(): boolean {
    if (this.#flags === 0) {
      this.#mask = this.u16() + this.u16() * 0x10000
      this.#flags = 32
    }
    this.#flags -= 1
    return ((this.#mask >>> this.#flags) & 1) === 1
  }

  match(): { offset: number; length: number } {
    const word = this.u16()
    return { offset: (word >>> 3) + 1, length: this.#length(word & 7) }
  }

  #length(bits: number): number {
    if (bits < 7) return bits + SHORTEST_MATCH
    const half = this.#half()
    if (half < 15) return half + 7 + SHORTEST_MATCH
    const byte = this.u8()
    if (byte < 255) return byte + 15 + 7 + SHORTEST_MATCH
    const whole = this.u16()
    if (whole < 15 + 7) throw bad('a match is shorter than its form allows')
    return whole + SHORTEST_MATCH
  }

  /** Two matches share a byte: the first takes its lower half, the second, wherever it comes, the upper one. */
  #half(): number {
    const shared = this.#halfUsed
    if (shared !== undefined) {
      this.#halfUsed = undefined
      return (this.#bytes[shared] ?? 0) >>> 4
    }
    this.#halfUsed = this.#at
    return this.u8() & 0x0f
  }

  u8(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) throw bad('it ends early')
    this.#at += 1
    return byte
  }

  u16(): number {
    return this.u8() + this.u8() * 0x100
  }
}

function bad(why: string): ProtocolError {
  return new ProtocolError('mapi.compressed', `the compressed data cannot be read: ${why}`)
}
