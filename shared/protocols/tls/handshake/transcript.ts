import { ByteWriter, concatBytes } from '../../bytes/index.ts'
import { handshakeType } from '../codes/handshake-types.ts'
import { digest, type HashName } from '../primitives/hash.ts'

/** The handshake's messages in order, which its keys, signatures and Finished messages are bound to. */
export class Transcript {
  #messages: Uint8Array[] = []

  add(message: Uint8Array): void {
    this.#messages.push(message)
  }

  /** Everything so far. */
  bytes(): Uint8Array<ArrayBuffer> {
    return concatBytes(...this.#messages)
  }

  /** The hash of everything so far, and of `more` behind it. */
  hash(hash: HashName, ...more: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
    return digest(hash, ...this.#messages, ...more)
  }

  /** A HelloRetryRequest puts the hash of the first hello in its place (RFC 8446 section 4.4.1). */
  foldFirstHello(hash: HashName): void {
    const [hello, ...later] = this.#messages
    const writer = new ByteWriter().u8(handshakeType.messageHash, 'handshake type: message_hash')
    writer.vector24('message_hash', () => writer.raw(digest(hash, hello ?? new Uint8Array(0))))
    this.#messages = [writer.bytes(), ...later]
  }
}
