/** The octets are not what they should be. */
export class BadMessage extends Error {}

/** Reads integers, least octet first, and octets in a row. Whatever is not there is a `BadMessage`. */
export class OctetReader {
  readonly #octets: Buffer
  #at = 0

  constructor(octets: Uint8Array) {
    this.#octets = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength)
  }

  get at(): number {
    return this.#at
  }

  get left(): number {
    return this.#octets.length - this.#at
  }

  u8(): number {
    return this.#octets.readUInt8(this.#skip(1))
  }

  u16(): number {
    return this.#octets.readUInt16LE(this.#skip(2))
  }

  u32(): number {
    return this.#octets.readUInt32LE(this.#skip(4))
  }

  octets(length: number): Buffer {
    const start = this.#skip(length)
    return this.#octets.subarray(start, start + length)
  }

  rest(): Buffer {
    return this.octets(this.left)
  }

  /** Goes on to the next multiple of `octets` from where the message began. */
  align(octets: number): void {
    this.#skip(-this.#at & (octets - 1))
  }

  /** Text of one octet a letter, up to the octet 0, which ends it. */
  text(): string {
    const end = this.#octets.indexOf(0, this.#at)
    if (end === -1) throw new BadMessage('a text without an end')
    const text = this.octets(end - this.#at).toString('latin1')
    this.#skip(1)
    return text
  }

  /** UTF-16, up to the unit 0, which ends it. */
  utf16(): string {
    const units: number[] = []
    for (let unit = this.u16(); unit !== 0; unit = this.u16()) units.push(unit)
    return units.map((unit) => String.fromCharCode(unit)).join('')
  }

  #skip(length: number): number {
    if (length < 0 || length > this.left)
      throw new BadMessage(`${length} octets at ${this.#at} are not there`)
    const start = this.#at
    this.#at += length
    return start
  }
}
