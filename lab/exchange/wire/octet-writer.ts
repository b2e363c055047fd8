/** Writes integers, least octet first, and octets in a row. */
export class OctetWriter {
  readonly #parts: Buffer[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  u8(value: number): this {
    return this.octets(Buffer.of(value))
  }

  u16(value: number): this {
    const octets = Buffer.alloc(2)
    octets.writeUInt16LE(value)
    return this.octets(octets)
  }

  u32(value: number): this {
    const octets = Buffer.alloc(4)
    octets.writeUInt32LE(value >>> 0)
    return this.octets(octets)
  }

  octets(octets: Uint8Array): this {
    this.#parts.push(Buffer.from(octets))
    this.#length += octets.length
    return this
  }

  zeros(length: number): this {
    return this.octets(Buffer.alloc(length))
  }

  /** Fills up with zeros to the next multiple of `octets`. */
  align(octets: number): this {
    return this.zeros(-this.#length & (octets - 1))
  }

  /** One octet a letter, and the octet 0 that ends it. */
  text(text: string): this {
    return this.octets(Buffer.from(`${text}\0`, 'latin1'))
  }

  /** UTF-16, and the unit 0 that ends it. */
  utf16(text: string): this {
    return this.octets(Buffer.from(`${text}\0`, 'utf16le'))
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.#parts)
  }
}
