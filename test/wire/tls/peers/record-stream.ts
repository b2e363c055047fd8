import type { ByteStream } from '../../../../shared/platform/index.ts'
import { bytes, record } from './wire.ts'

export interface Protection {
  seal(type: number, content: Uint8Array): Uint8Array
  open(type: number, body: Uint8Array): { readonly type: number; readonly content: Uint8Array }
}

/** Records as the suites' own servers read and write them. */
export class RecordStream {
  readonly #stream: ByteStream
  #received: Uint8Array = bytes()
  sealer: Protection | undefined
  opener: Protection | undefined

  constructor(stream: ByteStream) {
    this.#stream = stream
  }

  async send(type: number, content: Uint8Array, version = 0x0303): Promise<void> {
    await this.sendRaw(this.sealer ? this.sealer.seal(type, content) : record(type, content, version))
  }

  sendRaw(raw: Uint8Array): Promise<void> {
    return this.#stream.write(raw)
  }

  end(): Promise<void> {
    return this.#stream.end()
  }

  /** The next record; those for middleboxes are passed over when asked to. */
  async receive(
    skipChangeCipherSpec = false,
  ): Promise<{ readonly type: number; readonly content: Uint8Array }> {
    for (;;) {
      const header = await this.#take(5)
      const body = await this.#take((header[3] ?? 0) * 256 + (header[4] ?? 0))
      const type = header[0] ?? 0
      if (type === 20 && skipChangeCipherSpec) continue
      return this.opener ? this.opener.open(type, body) : { type, content: body }
    }
  }

  async #take(length: number): Promise<Uint8Array> {
    while (this.#received.length < length) {
      const more = await this.#stream.read()
      if (!more) throw new Error('the client has ended the connection')
      this.#received = bytes(this.#received, more)
    }
    const taken = this.#received.slice(0, length)
    this.#received = this.#received.slice(length)
    return taken
  }
}
