import type { Writable } from 'node:stream'

/** Writes the pieces as fast as they are taken, and ends the stream after them. Rejects when either side breaks off. */
export async function pour(octets: ReadableStream<Uint8Array>, into: Writable): Promise<void> {
  await writeAll(octets, into)
  into.end()
}

/** Writes the pieces as fast as they are taken. When the other side goes, what makes them is told to stop. */
export async function writeAll(octets: ReadableStream<Uint8Array>, into: Writable): Promise<void> {
  const reader = octets.getReader()
  const stop = () => void reader.cancel().catch(() => {})
  into.once('close', stop)
  if (into.destroyed) stop()
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      if (value.length > 0 && !into.write(value)) await drained(into)
    }
  } finally {
    into.off('close', stop)
  }
}

function drained(into: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      into.off('drain', done)
      into.off('close', done)
      resolve()
    }
    into.once('drain', done)
    into.once('close', done)
    if (into.destroyed) done()
  })
}
