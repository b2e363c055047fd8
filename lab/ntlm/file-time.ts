/** 1601-01-01 to 1970-01-01, in milliseconds. */
const EPOCH_MS = 11_644_473_600_000n

/** A moment, in milliseconds since 1970, as Windows writes it: 100 ns since 1601 (MS-DTYP section 2.3.3). */
export function writeFileTime(at: number): Buffer {
  const value = Buffer.alloc(8)
  value.writeBigUInt64LE((BigInt(Math.floor(at)) + EPOCH_MS) * 10_000n)
  return value
}

/** In milliseconds since 1970. */
export function readFileTime(value: Buffer): number {
  return Number(value.readBigUInt64LE() / 10_000n - EPOCH_MS)
}
