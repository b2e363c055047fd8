import { type ByteStream, ConnectError, type Endpoint } from '../../shared/platform/index.ts'

/** Waits. Rejects early, with what `whenAborted` makes, when the signal fires. */
export function pause(ms: number, signal: AbortSignal, whenAborted: () => Error): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(whenAborted())
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
  })
}

/**
 * A loopback connection as it looks on the lab's internet: `remote` and every error name the internet
 * endpoint, and the first bytes that come back after something was written take a round trip to arrive.
 */
export function overLink(stream: ByteStream, remote: Endpoint, roundTripMs: number): ByteStream {
  const closed = new AbortController()
  let asked = false

  return {
    remote,
    async read(atMost) {
      const bytes = await naming(remote, stream.read(atMost))
      if (asked && roundTripMs > 0) {
        asked = false
        await pause(
          roundTripMs,
          closed.signal,
          () => new ConnectError('aborted', remote, 'the connection was closed on this side'),
        )
      }
      return bytes
    },
    write(bytes) {
      asked = true
      return naming(remote, stream.write(bytes))
    },
    end: () => naming(remote, stream.end()),
    close() {
      closed.abort()
      stream.close()
    },
  }
}

/** Passes a result on; a connection error is made to name the internet endpoint instead of the loopback one. */
export async function naming<T>(remote: Endpoint, result: Promise<T>): Promise<T> {
  try {
    return await result
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error
    throw new ConnectError(error.code, remote, error.message, { cause: error })
  }
}
