import type { ByteStream } from '../../../platform/index.ts'
import { ByteQueue, ByteReader, ByteWriter, concatBytes } from '../../bytes/index.ts'
import { contentType } from '../codes/content-types.ts'
import { TlsError } from '../error.ts'
import { limits } from '../limits.ts'
import type { Opener, PlainRecord, Sealer } from './protection.ts'

const headerLength = 5
const knownTypes: ReadonlySet<number> = new Set(Object.values(contentType))

/** Records over a byte stream (RFC 8446 section 5, RFC 5246 section 6.2), protected once there are keys. */
export class RecordLayer {
  /** The version in the headers of records sent, and once it is settled of those received. */
  version = 0x0301
  versionSettled = false
  sealer: Sealer | undefined
  opener: Opener | undefined
  readonly #stream: ByteStream
  readonly #received = new ByteQueue()
  #queued: Uint8Array[] = []
  #records = 0

  constructor(stream: ByteStream) {
    this.#stream = stream
  }

  /** The next record. Throws `tls.closed` when the connection ends, between two records or within one. */
  async read(): Promise<PlainRecord> {
    await this.#receive(headerLength)
    const header = new ByteReader(this.#received.bytes, 'tls')
    const [type, version, length] = [header.u8(), header.u16(), header.u16()]
    this.#checkHeader(type, version, length)
    await this.#receive(headerLength + length)

    const body = this.#received.take(headerLength + length).subarray(headerLength)
    this.#records += 1
    const record = this.opener ? this.opener.open(type, body) : { type, fragment: body }
    if (record.fragment.length > limits.plaintext)
      throw new TlsError('tls.record-too-large', `a record holds ${record.fragment.length} bytes`)
    return record
  }

  /**
   * Cuts `content` into records, protects them with the keys of this moment and keeps them until
   * {@link flush}: a flight of messages goes out in one write.
   */
  queue(type: number, content: Uint8Array): void {
    for (let at = 0; at === 0 || at < content.length; at += limits.plaintext) {
      const fragment = content.subarray(at, at + limits.plaintext)
      const { type: outerType, body } = this.sealer?.seal({ type, fragment }) ?? { type, body: fragment }
      const header = new ByteWriter()
        .u8(outerType, 'content type')
        .u16(this.version, 'version')
        .u16(body.length, 'length')
      this.#queued.push(header.bytes(), body)
    }
  }

  /** Sends what is queued. */
  async flush(): Promise<void> {
    const bytes = concatBytes(...this.#queued)
    this.#queued = []
    if (bytes.length > 0) await this.#stream.write(bytes)
  }

  #checkHeader(type: number, version: number, length: number): void {
    const plausible = knownTypes.has(type) && version >>> 8 === 3
    if (!plausible && this.#records === 0) throw notTls(this.#received.bytes)
    if (!plausible || (this.versionSettled && version !== this.version))
      throw new TlsError('tls.malformed', `a record of type ${type} and version 0x${version.toString(16)}`)
    const most = limits.plaintext + (this.opener?.expansion ?? 0)
    if (length > most) throw new TlsError('tls.record-too-large', `a record announces ${length} bytes`)
  }

  /** Reads until `length` bytes are there. */
  async #receive(length: number): Promise<void> {
    while (this.#received.length < length) {
      const bytes = await this.#stream.read()
      if (bytes === null) {
        if (this.#records === 0 && this.#received.length > 0) throw notTls(this.#received.bytes)
        throw new TlsError('tls.closed', 'the peer ended the connection')
      }
      this.#received.append(bytes)
    }
  }
}

function notTls(bytes: Uint8Array): TlsError {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 16)).replace(/[^ -~]/g, '.')
  return new TlsError('tls.not-tls', `the answer is not TLS, it starts with "${start}"`)
}
