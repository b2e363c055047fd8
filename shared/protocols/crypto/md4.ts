import { digestBlocks, rotateLeft, type State } from './little-endian-digest.ts'

/** One round of sixteen steps: in which order it takes the words, by how much it rotates, what it adds, how it mixes. */
interface Round {
  readonly order: readonly number[]
  readonly rotations: readonly [number, number, number, number]
  readonly constant: number
  readonly mix: (b: number, c: number, d: number) => number
}

const ROUNDS: readonly Round[] = [
  {
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    rotations: [3, 7, 11, 19],
    constant: 0,
    mix: (b, c, d) => (b & c) | (~b & d),
  },
  {
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    rotations: [3, 5, 9, 13],
    constant: 0x5a827999,
    mix: (b, c, d) => (b & c) | (b & d) | (c & d),
  },
  {
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    rotations: [3, 9, 11, 15],
    constant: 0x6ed9eba1,
    mix: (b, c, d) => b ^ c ^ d,
  },
]

/**
 * MD4 (RFC 1320), 16 bytes. Broken as a hash; NTLM makes the key from the password with it, and neither
 * WebCrypto nor Electron's `node:crypto` has it.
 */
export function md4(message: Uint8Array): Uint8Array<ArrayBuffer> {
  return digestBlocks(message, compress)
}

function compress(state: State, words: readonly number[]): State {
  let [a, b, c, d] = state
  for (const { order, rotations, constant, mix } of ROUNDS) {
    order.forEach((word, step) => {
      const sum = a + mix(b, c, d) + (words[word] ?? 0) + constant
      ;[a, b, c, d] = [d, rotateLeft(sum | 0, rotations[step & 3] ?? 0), b, c]
    })
  }
  return [a, b, c, d]
}
