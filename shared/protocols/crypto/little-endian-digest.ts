const BLOCK = 64

/** Four words of 32 bits: what MD4 and MD5 carry from block to block. */
export type State = readonly [a: number, b: number, c: number, d: number]

/** Both start from these (RFC 1320 and RFC 1321, section 3.3). */
const INITIAL: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]

/**
 * The frame that MD4 and MD5 share (RFC 1320 and RFC 1321, section 3): padding, sixteen little-endian words
 * a block, the state added up over the blocks. `compress` is what makes the two different.
 */
export function digestBlocks(
  message: Uint8Array,
  compress: (state: State, words: readonly number[]) => State,
): Uint8Array<ArrayBuffer> {
  const padded = pad(message)
  const view = new DataView(padded.buffer)
  let state = INITIAL
  for (let at = 0; at < padded.length; at += BLOCK) {
    const words = Array.from({ length: BLOCK / 4 }, (_, index) => view.getUint32(at + 4 * index, true))
    const [a, b, c, d] = compress(state, words)
    state = [state[0] + a, state[1] + b, state[2] + c, state[3] + d]
  }
  const digest = new DataView(new ArrayBuffer(16))
  state.forEach((word, index) => {
    digest.setUint32(4 * index, word, true)
  })
  return new Uint8Array(digest.buffer)
}

export function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

/** A one bit, zeros, and the message's length in bits as 64 bits. */
function pad(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / BLOCK) * BLOCK)
  padded.set(message)
  padded[message.length] = 0x80
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(message.length) * 8n, true)
  return padded
}
