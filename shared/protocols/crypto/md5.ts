import { digestBlocks, rotateLeft, type State } from './little-endian-digest.ts'

/** One round of sixteen steps: which word each takes, by how much it rotates, how it mixes. */
interface Round {
  readonly word: (step: number) => number
  readonly rotations: readonly [number, number, number, number]
  readonly mix: (b: number, c: number, d: number) => number
}

const ROUNDS: readonly Round[] = [
  { word: (step) => step, rotations: [7, 12, 17, 22], mix: (b, c, d) => (b & c) | (~b & d) },
  { word: (step) => 5 * step + 1, rotations: [5, 9, 14, 20], mix: (b, c, d) => (b & d) | (c & ~d) },
  { word: (step) => 3 * step + 5, rotations: [4, 11, 16, 23], mix: (b, c, d) => b ^ c ^ d },
  { word: (step) => 7 * step, rotations: [6, 10, 15, 21], mix: (b, c, d) => c ^ (b | ~d) },
]

/** The table T of RFC 1321 section 3.4, by the sine that defines it. */
const SINES = Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32))

/** MD5 (RFC 1321), 16 bytes. Broken as a hash; NTLM's keys and channel bindings are made with it. */
export function md5(message: Uint8Array): Uint8Array<ArrayBuffer> {
  return digestBlocks(message, compress)
}

function compress(state: State, words: readonly number[]): State {
  let [a, b, c, d] = state
  ROUNDS.forEach(({ word, rotations, mix }, round) => {
    for (let step = 0; step < 16; step += 1) {
      const sum = a + mix(b, c, d) + (words[word(step) & 15] ?? 0) + (SINES[16 * round + step] ?? 0)
      ;[a, b, c, d] = [d, (b + rotateLeft(sum | 0, rotations[step & 3] ?? 0)) | 0, b, c]
    }
  })
  return [a, b, c, d]
}
