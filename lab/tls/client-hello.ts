import type { Socket } from 'node:net'

const HANDSHAKE = 22
const CLIENT_HELLO = 1
const EXTENSION = { SERVER_NAME: 0, SUPPORTED_VERSIONS: 43 } as const

/** What a client offers, as far as the lab's front ends look at it. */
export interface ClientHello {
  /** The newest version, such as 0x0303 for TLS 1.2. */
  readonly newestVersion: number
  readonly suites: readonly number[]
  readonly serverName: string | undefined
}

/** Reads from a connection up to the end of the first TLS record, or what there is when it ends before. */
export function readFirstRecord(socket: Socket): Promise<Buffer> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0)
    const done = () => {
      socket.off('readable', take).off('end', done).off('close', done)
      resolve(bytes)
    }
    const take = () => {
      for (let part = socket.read(); part !== null; part = socket.read()) bytes = Buffer.concat([bytes, part])
      if (bytes.length >= 5 && (bytes[0] !== HANDSHAKE || bytes.length >= 5 + bytes.readUInt16BE(3))) done()
    }
    socket.on('readable', take).on('end', done).on('close', done)
  })
}

/** Reads a ClientHello that fits in one record (RFC 8446 section 4.1.2). `undefined` when the bytes are none. */
export function readClientHello(record: Uint8Array): ClientHello | undefined {
  try {
    return parse(new Cursor(record))
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function parse(record: Cursor): ClientHello | undefined {
  if (record.u8() !== HANDSHAKE) return undefined
  record.skip(4)
  if (record.u8() !== CLIENT_HELLO) return undefined
  record.skip(3)
  const legacyVersion = record.u16()
  record.skip(32)
  record.vector(record.u8())
  const suites = record.vector(record.u16()).u16s()
  record.vector(record.u8())

  let newestVersion = legacyVersion
  let serverName: string | undefined
  const extensions = record.left > 0 ? record.vector(record.u16()) : record
  while (extensions.left > 0) {
    const type = extensions.u16()
    const body = extensions.vector(extensions.u16())
    if (type === EXTENSION.SERVER_NAME) {
      body.skip(3)
      serverName = body.vector(body.u16()).text()
    }
    if (type === EXTENSION.SUPPORTED_VERSIONS) {
      // GREASE values (RFC 8701) look like versions that no one has.
      const versions = body.vector(body.u8()).u16s()
      newestVersion = Math.max(...versions.filter((version) => version <= 0x0304))
    }
  }
  return { newestVersion, suites, serverName }
}

/** Reads big-endian fields; throws a RangeError at the end. */
class Cursor {
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  get left(): number {
    return this.#view.byteLength - this.#at
  }

  u8(): number {
    return this.#view.getUint8(this.#at++)
  }

  u16(): number {
    this.#at += 2
    return this.#view.getUint16(this.#at - 2)
  }

  skip(length: number): void {
    this.#at += length
  }

  vector(length: number): Cursor {
    if (length > this.left) throw new RangeError('a vector is longer than what holds it')
    this.#at += length
    return new Cursor(new Uint8Array(this.#view.buffer, this.#view.byteOffset + this.#at - length, length))
  }

  u16s(): number[] {
    const values: number[] = []
    while (this.left >= 2) values.push(this.u16())
    return values
  }

  text(): string {
    return new TextDecoder().decode(
      new Uint8Array(this.#view.buffer, this.#view.byteOffset + this.#at, this.left),
    )
  }
}
