/** MD4 (RFC 1320), which OpenSSL no longer has: NTLM keeps passwords as nothing else. */
export function md4(message: Uint8Array): Buffer {
  let state: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  const padded = pad(message)
  for (let at = 0; at < padded.length; at += 64) {
    const words = Array.from({ length: 16 }, (_, index) => padded.readUInt32LE(at + 4 * index))
    state = block(state, words)
  }
  const digest = Buffer.alloc(16)
  state.forEach((word, index) => {
    digest.writeUInt32LE(word, 4 * index)
  })
  return digest
}

type State = readonly [a: number, b: number, c: number, d: number]

interface Round {
  readonly mix: (x: number, y: number, z: number) => number
  readonly constant: number
  readonly shifts: readonly [number, number, number, number]
  /** Which word of the block comes when. */
  readonly order: readonly number[]
}

const ROUNDS: readonly Round[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    constant: 0,
    shifts: [3, 7, 11, 19],
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    constant: 0x5a827999,
    shifts: [3, 5, 9, 13],
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    constant: 0x6ed9eba1,
    shifts: [3, 9, 11, 15],
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
  },
]

function block(before: State, words: readonly number[]): State {
  let [a, b, c, d] = before
  for (const { mix, constant, shifts, order } of ROUNDS) {
    order.forEach((word, step) => {
      const sum = (a + mix(b, c, d) + (words[word] ?? 0) + constant) | 0
      const shift = shifts[(step % 4) as 0 | 1 | 2 | 3]
      const rotated = (sum << shift) | (sum >>> (32 - shift))
      ;[a, b, c, d] = [d, rotated, b, c]
    })
  }
  const [a0, b0, c0, d0] = before
  return [(a0 + a) >>> 0, (b0 + b) >>> 0, (c0 + c) >>> 0, (d0 + d) >>> 0]
}

/** One bit, zeros, and the length in bits. */
function pad(message: Uint8Array): Buffer {
  const padded = Buffer.alloc(Math.ceil((message.length + 9) / 64) * 64)
  padded.set(message)
  padded[message.length] = 0x80
  padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - 8)
  return padded
}
