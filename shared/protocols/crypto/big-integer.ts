import { fromHex, toHex } from '../bytes/index.ts'

/** An unsigned integer from its bytes, big-endian. */
export function integerFromBytes(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`)
}

/** The reverse of {@link integerFromBytes}, with leading zeros up to `length` bytes. */
export function integerToBytes(value: bigint, length: number): Uint8Array<ArrayBuffer> {
  const digits = value.toString(16).padStart(length * 2, '0')
  if (digits.length > length * 2) throw new RangeError(`the integer does not fit ${length} bytes`)
  return fromHex(digits)
}

/** The number of bits without leading zeros. */
export function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length
}
