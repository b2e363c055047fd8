/** RC4, which OpenSSL no longer has. The returned function goes on in the key stream where it stopped. */
export function rc4(key: Uint8Array): (input: Uint8Array) => Buffer {
  const box = Uint8Array.from({ length: 256 }, (_, index) => index)
  const at = (index: number) => box[index & 0xff] ?? 0
  const swap = (one: number, other: number) => {
    const kept = at(one)
    box[one & 0xff] = at(other)
    box[other & 0xff] = kept
  }
  for (let i = 0, j = 0; i < 256; i++) {
    j += at(i) + (key[i % key.length] ?? 0)
    swap(i, j)
  }
  let i = 0
  let j = 0
  return (input) =>
    Buffer.from(
      input.map((byte) => {
        j += at(++i)
        swap(i, j)
        return byte ^ at(at(i) + at(j))
      }),
    )
}
