import { type ByteStream, ConnectError } from '../../../../shared/platform/index.ts'

const remote = { address: '192.0.2.1', port: 443 }

/** Two ends of a connection in memory: what one writes the other reads. */
export function connectedStreams(): readonly [ByteStream, ByteStream] {
  const [left, right] = [new Pipe(), new Pipe()]
  return [stream(left, right), stream(right, left)]
}

/** A server that says these bytes, whatever it is told, and then ends the connection. */
export function streamSaying(...chunks: readonly Uint8Array[]): ByteStream {
  const incoming = new Pipe()
  for (const chunk of chunks) incoming.push(chunk)
  incoming.push(null)
  return stream(incoming, new Pipe())
}

class Pipe {
  readonly #chunks: (Uint8Array | null)[] = []
  #failure: ConnectError | undefined
  #wake = () => {}

  push(chunk: Uint8Array | null): void {
    if (chunk === null || chunk.length > 0) this.#chunks.push(chunk)
    this.#wake()
  }

  break(failure: ConnectError): void {
    this.#failure ??= failure
    this.#wake()
  }

  async take(): Promise<Uint8Array | null> {
    for (;;) {
      const [chunk] = this.#chunks
      if (chunk === null) return null
      if (chunk) {
        this.#chunks.shift()
        return chunk
      }
      if (this.#failure) throw this.#failure
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake = resolve
      await promise
    }
  }
}

function stream(incoming: Pipe, outgoing: Pipe): ByteStream {
  return {
    remote,
    read: () => incoming.take(),
    write: async (bytes) => outgoing.push(bytes.slice()),
    end: async () => outgoing.push(null),
    close: () => {
      incoming.break(new ConnectError('aborted', remote, 'closed on this side'))
      outgoing.push(null)
    },
  }
}
