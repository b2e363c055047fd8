import { ByteReader, concatBytes } from '../../bytes/index.ts'
import { HEADER_LENGTH, readHeader } from './header.ts'

/** Cuts a stream into PDUs by their own lengths, however the network cut it. One PDU is 64 KiB at most. */
export class PduSplitter {
  #pending: Uint8Array = new Uint8Array()

  /** Bytes that are not yet a whole PDU. */
  get pending(): Uint8Array {
    return this.#pending
  }

  push(bytes: Uint8Array): void {
    this.#pending = this.#pending.length === 0 ? bytes : concatBytes(this.#pending, bytes)
  }

  /** The next PDU that is there as a whole. Throws what {@link readHeader} throws as soon as a header is there. */
  next(): Uint8Array | undefined {
    if (this.#pending.length < HEADER_LENGTH) return undefined
    const { fragmentLength } = readHeader(
      new ByteReader(this.#pending.subarray(0, HEADER_LENGTH), 'rpc', 'little'),
    )
    if (this.#pending.length < fragmentLength) return undefined
    const pdu = this.#pending.slice(0, fragmentLength)
    this.#pending = this.#pending.subarray(fragmentLength)
    return pdu
  }
}
