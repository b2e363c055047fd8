import type { ByteStream } from '../../../shared/platform/index.ts'

/**
 * A server in memory: sends what is scripted, a piece for the start and one behind each line that it is told.
 * After its last piece it finishes.
 */
export function scripted(...pieces: readonly string[]): { stream: ByteStream; told: string[] } {
  const told: string[] = []
  const waiting = [pieces[0] ?? '']
  const stream: ByteStream = {
    remote: { address: '192.0.2.1', port: 25 },
    async read() {
      const next = waiting.shift()
      return next === undefined ? null : new TextEncoder().encode(next)
    },
    async write(bytes) {
      told.push(new TextDecoder().decode(bytes))
      const answer = pieces[told.length]
      if (answer !== undefined) waiting.push(answer)
    },
    end: async () => {},
    close: () => {},
  }
  return { stream, told }
}
