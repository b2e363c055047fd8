/**
 * RC4 as a running state (RFC 6229 has its vectors): each call goes on in the key stream where the last one
 * ended, which is how NTLM seals one message after another. Encrypting and decrypting are the same.
 *
 * @example
 * const rc4 = new Rc4(sealingKey)
 * const sealed = rc4.apply(message)
 * const checksum = rc4.apply(mac)     // with the key stream that follows
 */
export class Rc4 {
  readonly #state = Uint8Array.from({ length: 256 }, (_, index) => index)
  #i = 0
  #j = 0

  /** The key has 1 to 256 bytes; any other length is a RangeError. */
  constructor(key: Uint8Array) {
    if (key.length < 1 || key.length > 256) throw new RangeError('an RC4 key has 1 to 256 bytes')
    for (let i = 0, j = 0; i < 256; i += 1) {
      j = (j + this.#at(i) + (key[i % key.length] ?? 0)) & 0xff
      this.#swap(i, j)
    }
  }

  /** The bytes combined with the next bytes of the key stream. */
  apply(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(bytes, (byte) => byte ^ this.#next())
  }

  #next(): number {
    this.#i = (this.#i + 1) & 0xff
    this.#j = (this.#j + this.#at(this.#i)) & 0xff
    this.#swap(this.#i, this.#j)
    return this.#at((this.#at(this.#i) + this.#at(this.#j)) & 0xff)
  }

  #swap(i: number, j: number): void {
    const kept = this.#at(i)
    this.#state[i] = this.#at(j)
    this.#state[j] = kept
  }

  #at(index: number): number {
    return this.#state[index] ?? 0
  }
}
