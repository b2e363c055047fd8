import { concatBytes } from '../bytes/index.ts'
import type { Bytes } from './der.ts'

/** One DER element (X.690 section 10.1): identifier, length in its shortest form, the parts as its content. */
export function encodeElement(tag: number, ...parts: readonly Uint8Array[]): Bytes {
  const content = concatBytes(...parts)
  return concatBytes(Uint8Array.of(tag, ...encodeLength(content.length)), content)
}

function encodeLength(length: number): number[] {
  if (length < 0x80) return [length]
  const digits: number[] = []
  for (let left = length; left > 0; left >>>= 8) digits.unshift(left & 0xff)
  return [0x80 | digits.length, ...digits]
}
